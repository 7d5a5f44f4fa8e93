import type { Item } from './item.ts'
import type { Branch, PlanTest } from './plan.ts'

type TemporalTest = Extract<PlanTest, { kind: 'temporal' }>

/**
 * Instants (ms, ascending, distinct) at which a branch holds: every `present` input occurs in the window of the
 * timespan ending there (ordered: one after the other, the same millisecond allowed), and no `absent` input occurs from
 * the window's beginning until one timespan after its end.
 */
export function temporalHits(
  test: TemporalTest,
  timespanMs: number,
  sorted: readonly Item[],
  horizonMs: number,
): readonly number[] {
  const anywhere = new Set(test.branches.flatMap(({ present }) => present))
  const instants = new Set(sorted.filter(({ input }) => anywhere.has(input)).map(({ timeMs }) => timeMs))
  const hits = test.branches.flatMap((branch) =>
    branchHits(test.ordered, branch, timespanMs, sorted, horizonMs),
  )
  return [...new Set(hits)].filter((hit) => instants.has(hit)).sort((a, b) => a - b)
}

function branchHits(
  ordered: boolean,
  branch: Branch,
  timespanMs: number,
  sorted: readonly Item[],
  horizonMs: number,
): readonly number[] {
  const begins = ordered ? orderedBegins(branch, sorted) : unorderedBegins(branch, sorted)
  const absences = sorted.filter(({ input }) => branch.absent.includes(input)).map(({ timeMs }) => timeMs)
  let from = 0
  return [...begins].flatMap(([timeMs, begin]) => {
    if (timeMs - begin > timespanMs) return []
    if (branch.absent.length === 0) return [timeMs]
    while (from < absences.length && (absences[from] as number) < timeMs - timespanMs) from++
    const broken = from < absences.length && (absences[from] as number) <= timeMs + timespanMs
    return broken || timeMs + timespanMs > horizonMs ? [] : [timeMs]
  })
}

/** Per instant, the latest begin of a span up to it that holds all present inputs; -Infinity when there is none. */
function unorderedBegins(branch: Branch, sorted: readonly Item[]): ReadonlyMap<number, number> {
  const latest = new Map(branch.present.map((input) => [input, Number.NEGATIVE_INFINITY]))
  const begins = new Map<number, number>()
  for (const { input, timeMs } of sorted) {
    if (latest.has(input)) latest.set(input, timeMs)
    begins.set(timeMs, Math.min(...latest.values()))
  }
  return begins
}

/** As above, but the inputs in their order. `chains[k]`: latest begin of a chain that has reached the k-th input. */
function orderedBegins(branch: Branch, sorted: readonly Item[]): ReadonlyMap<number, number> {
  const chains = branch.present.map(() => Number.NEGATIVE_INFINITY)
  const begins = new Map<number, number>()
  for (const [timeMs, instant] of Map.groupBy(sorted, (item) => item.timeMs)) {
    const inputs = new Set(instant.map(({ input }) => input))
    branch.present.forEach((input, k) => {
      if (!inputs.has(input)) return
      const begin = k === 0 ? timeMs : (chains[k - 1] as number)
      chains[k] = Math.max(chains[k] as number, begin)
    })
    begins.set(timeMs, chains.at(-1) ?? Number.NEGATIVE_INFINITY)
  }
  return begins
}
