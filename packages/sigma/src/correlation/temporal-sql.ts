import type { Branch, PlanTest } from './plan.ts'

type TemporalTest = Extract<PlanTest, { kind: 'temporal' }>

const upTo = 'OVER (PARTITION BY key ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)'
const from = 'OVER (PARTITION BY key ORDER BY t DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)'

/** `items` with the column `hit`: whether a branch holds for the window of length `span` that ends at their t. */
export function temporalJudged(test: TemporalTest, items: string, span: string, horizon: string): string {
  const judged = test.ordered ? orderedBegins(test.branches, items) : unorderedBegins(test.branches, items)
  const branches = test.branches.map((branch, i) => `(${branchHolds(branch, i, span, horizon)})`)
  return `(SELECT input, t, event_ids, key, extra, ${branches.join(' OR ')} AS hit FROM ${withAbsent(test.branches, judged)})`
}

/** `last<i>`: when input i last occurred; `begin<b>`: the latest begin of a span that holds all of branch b. */
function unorderedBegins(branches: readonly Branch[], items: string): string {
  const lasts = distinctInputs(branches, 'present').map(
    (input) => `ifNull(maxOrNullIf(t, input = ${input + 1}) ${upTo}, ${never}) AS last${input}`,
  )
  const begins = branches.map(
    ({ present }, i) =>
      `least(${never - 1 + 1n === never ? '' : ''}${present.map((input) => `last${input}`).join(', ')}) AS begin${i}`,
  )
  return `(SELECT *, ${begins.join(', ')} FROM (SELECT *, ${lasts.join(', ')} FROM ${items}))`
}
