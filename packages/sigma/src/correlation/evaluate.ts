import { compareItems, type Item, itemOf, textOf } from './item.ts'
import { metricHits } from './metric-hits.ts'
import { type CorrelationPlan, contributingEventsMax, instantInputs } from './plan.ts'
import type { CorrelationBurst, CorrelationRow } from './row.ts'
import { temporalHits } from './temporal-hits.ts'

export type EvaluateOptions = {
  /** Up to when everything has been seen, ms; absence is judged only up to here. Default: all that will come is there. */
  readonly horizonMs?: number
}

/**
 * Evaluates one correlation over rows in memory, in any order. The reference for the compiled SQL, and what the
 * command line runs on files. Bursts come ordered by time, then group.
 */
export function evaluateCorrelation(
  plan: CorrelationPlan,
  rows: readonly CorrelationRow[],
  options: EvaluateOptions = {},
): readonly CorrelationBurst[] {
  const horizonMs = options.horizonMs ?? Number.POSITIVE_INFINITY
  return burstsOf(plan, rows, horizonMs)
    .map(({ key, hits, items }) => burstResult(key, hits, items))
    .sort((a, b) => a.matchedAtMs - b.matchedAtMs || compareGroups(a, b))
}

type Burst = {
  readonly key: readonly string[]
  readonly hits: readonly number[]
  readonly items: readonly Item[]
}

function burstsOf(
  plan: CorrelationPlan,
  rows: readonly CorrelationRow[],
  horizonMs: number,
): readonly Burst[] {
  const groups = Map.groupBy(itemsOf(plan, rows, horizonMs), ({ key }) => textOf(key))
  return [...groups.values()].flatMap((items) => burstsOfGroup(plan, items.sort(compareItems), horizonMs))
}

function itemsOf(plan: CorrelationPlan, rows: readonly CorrelationRow[], horizonMs: number): readonly Item[] {
  const byRule = new Map<string, number>()
  const items: Item[] = []
  plan.inputs.forEach((input, position) => {
    if (input.kind === 'rule') byRule.set(input.ruleId, position)
    else for (const item of childItems(plan, position, input.plan, rows, horizonMs)) items.push(item)
  })
  for (const row of rows) {
    const position = byRule.get(row.ruleId)
    const item = position === undefined ? undefined : itemOf(plan, position, row)
    if (item !== undefined) items.push(item)
  }
  return items
}

/** A chained correlation is a row at the instant it began to hold, once per group of the parent. */
function childItems(
  plan: CorrelationPlan,
  position: number,
  child: CorrelationPlan,
  rows: readonly CorrelationRow[],
  horizonMs: number,
): readonly Item[] {
  return burstsOf(child, rows, horizonMs).flatMap(({ key, hits, items }) => {
    const [tenantId = '', ...group] = key
    const fields = Object.fromEntries(child.groupBy.map((name, i) => [name, group[i] ?? '']))
    const byExtras = Map.groupBy(items, ({ extras }) => textOf(extras))
    return [...byExtras.values()].flatMap((same) => {
      const extras = child.extras.map((name, i) => [name, same[0]?.extras[i] ?? ''])
      const captured = { ...fields, ...Object.fromEntries(extras) }
      const row = { tenantId, timeMs: hits[0] as number, eventIds: eventIdsOf(same), captured }
      return itemOf(plan, position, row) ?? []
    })
  })
}

function burstsOfGroup(plan: CorrelationPlan, sorted: readonly Item[], horizonMs: number): readonly Burst[] {
  const instants = instantInputs(plan)
  const positive =
    instants.size === plan.inputs.length ? sorted : sorted.filter(({ input }) => instants.has(input))
  const single = plan.test.kind === 'temporal' || plan.inputs.length === 1
  const items = single ? positive : onePerEvent(positive)
  const hits =
    plan.test.kind === 'temporal'
      ? temporalHits(plan.test, plan.timespanMs, sorted, horizonMs)
      : metricHits(plan.test, plan.timespanMs, items)
  const key = (sorted[0] as Item).key
  const bursts = splitBursts(hits, plan.timespanMs)
  return contributions(items, bursts, plan.timespanMs).map((items, i) => ({
    key,
    hits: bursts[i] ?? [],
    items,
  }))
}

/** Metrics count events: an event that matched several of the rules counts once, through the first of them. */
function onePerEvent(sorted: readonly Item[]): readonly Item[] {
  const first = new Map<string, Item>()
  for (const item of sorted) {
    const id = textOf(item.eventIds)
    const known = first.get(id)
    if (known === undefined || item.input < known.input) first.set(id, item)
  }
  return [...first.values()].sort(compareItems)
}

function splitBursts(hits: readonly number[], timespanMs: number): readonly (readonly number[])[] {
  const bursts: number[][] = []
  for (const hit of hits) {
    const current = bursts.at(-1)
    if (current === undefined || hit - (current.at(-1) as number) > timespanMs) bursts.push([hit])
    else current.push(hit)
  }
  return bursts
}

/**
 * Items inside each burst's windows. Within a burst the windows leave no gap, since hits are at most a timespan apart;
 * between bursts they never overlap, so one pass is enough.
 */
function contributions(
  items: readonly Item[],
  bursts: readonly (readonly number[])[],
  timespanMs: number,
): readonly (readonly Item[])[] {
  let next = 0
  return bursts.map((hits) => {
    while ((items[next] as Item).timeMs < (hits[0] as number) - timespanMs) next++
    const first = next
    while (next < items.length && (items[next] as Item).timeMs <= (hits.at(-1) as number)) next++
    return items.slice(first, next)
  })
}

function burstResult(
  key: readonly string[],
  hits: readonly number[],
  items: readonly Item[],
): CorrelationBurst {
  const [tenantId = '', ...group] = key
  const eventIds = eventIdsOf(items)
  return {
    tenantId,
    group,
    matchedAtMs: hits[0] as number,
    lastMatchedAtMs: hits.at(-1) as number,
    firstMs: (items[0] as Item).timeMs,
    lastMs: (items.at(-1) as Item).timeMs,
    eventCount: eventIds.length,
    eventIds: eventIds.slice(0, contributingEventsMax),
  }
}

function eventIdsOf(sorted: readonly Item[]): readonly string[] {
  return [...new Set(sorted.flatMap(({ eventIds }) => eventIds))]
}

function compareGroups(a: CorrelationBurst, b: CorrelationBurst): number {
  const [left, right] = [JSON.stringify([a.tenantId, a.group]), JSON.stringify([b.tenantId, b.group])]
  return left < right ? -1 : left > right ? 1 : 0
}
