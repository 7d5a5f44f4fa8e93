import type { Branch, PlanTest } from './plan.ts'

type TemporalTest = Extract<PlanTest, { kind: 'temporal' }>

const upTo = 'OVER (PARTITION BY key ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)'
const from = 'OVER (PARTITION BY key ORDER BY t DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)'
/** An instant before any other, in milliseconds; far from the end of Int64, since times are subtracted from it. */
const never = 'toInt64(-1000000000000000)'

/** `items` with the column `hit`: whether a branch holds for the window of length `span` that ends at their t. */
export function temporalJudged(test: TemporalTest, items: string, span: string, horizon: string): string {
  const begun = test.ordered ? orderedBegins(test.branches, items) : unorderedBegins(test.branches, items)
  const holds = test.branches.map((branch, b) => `(${branchHolds(branch, b, span, horizon)})`)
  return `(SELECT input, t, event_ids, key, extra, ${holds.join(' OR ')} AS hit FROM ${withAbsences(test.branches, begun)})`
}

/** `begin<b>`: the latest begin of a span up to t that holds every present input of branch b. */
function unorderedBegins(branches: readonly Branch[], items: string): string {
  const inputs = new Set(branches.flatMap(({ present }) => present))
  const lasts = [...inputs].map((input) => `${latest('t', `input = ${input + 1}`)} AS last${input}`)
  const begins = branches.map(
    ({ present }, b) => `arrayMin([${present.map((input) => `last${input}`).join(', ')}]) AS begin${b}`,
  )
  return `(SELECT *, ${begins.join(', ')} FROM (SELECT *, ${lasts.join(', ')} FROM ${items}))`
}

/**
 * As above, but the inputs in their order. `chain<b>_<k>`: the latest begin of a chain that has reached the k-th input of
 * branch b, one level of nesting for each k, all branches side by side.
 */
function orderedBegins(branches: readonly Branch[], items: string): string {
  const levels = Math.max(...branches.map(({ present }) => present.length))
  let rows = items
  for (let k = 0; k < levels; k++) {
    const chains = branches.flatMap(({ present }, b) => {
      const input = present[k]
      if (input === undefined) return []
      const name = k === present.length - 1 ? `begin${b}` : `chain${b}_${k}`
      return [`${latest(k === 0 ? 't' : `chain${b}_${k - 1}`, `input = ${input + 1}`)} AS ${name}`]
    })
    rows = `(SELECT *, ${chains.join(', ')} FROM ${rows})`
  }
  return rows
}

function latest(time: string, condition: string): string {
  return `max(if(${condition}, ${time}, ${never})) ${upTo}`
}

/** `before<b>`, `after<b>`: the absent inputs of branch b nearest to t, on either side. */
function withAbsences(branches: readonly Branch[], rows: string): string {
  const columns = branches.flatMap(({ absent }, b) => {
    if (absent.length === 0) return []
    const forbidden = `input IN (${absent.map((input) => input + 1).join(', ')})`
    return [
      `maxOrNullIf(t, ${forbidden}) ${upTo} AS before${b}`,
      `minOrNullIf(t, ${forbidden}) ${from} AS after${b}`,
    ]
  })
  return columns.length === 0 ? rows : `(SELECT *, ${columns.join(', ')} FROM ${rows})`
}

function branchHolds({ absent }: Branch, b: number, span: string, horizon: string): string {
  const present = `t - begin${b} <= ${span}`
  if (absent.length === 0) return present
  return `${present} AND (isNull(before${b}) OR t - before${b} > ${span}) AND (isNull(after${b}) OR after${b} - t > ${span}) AND t + ${span} <= ${horizon}`
}
