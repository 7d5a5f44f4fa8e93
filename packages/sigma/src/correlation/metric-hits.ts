import { countTest, percentileCompares, percentileRank, satisfies } from './comparison.ts'
import { microPerUnit, toMicro } from './decimal.ts'
import type { Item } from './item.ts'
import type { Comparison, PlanTest } from './plan.ts'

type MetricTest = Exclude<PlanTest, { kind: 'temporal' }>

/** A measure of the items in a sliding window, kept up to date in O(1) as they enter and leave. */
type WindowMeasure = {
  readonly add: (item: Item) => void
  readonly remove: (item: Item) => void
  /** Whether the condition holds now; `items` from `from` on, before `to`, are those of the instant it ends at. */
  readonly holds: (items: readonly Item[], from: number, to: number) => boolean
}

/** Instants (ms, ascending, distinct) at which the condition holds for the window of the timespan ending there. */
export function metricHits(test: MetricTest, timespanMs: number, items: readonly Item[]): readonly number[] {
  const measure = measureOf(test)
  const hits: number[] = []
  let oldest = 0
  for (let next = 0; next < items.length; ) {
    const { timeMs } = items[next] as Item
    const first = next
    while (next < items.length && (items[next] as Item).timeMs === timeMs) measure.add(items[next++] as Item)
    while ((items[oldest] as Item).timeMs < timeMs - timespanMs) measure.remove(items[oldest++] as Item)
    if (measure.holds(items, first, next)) hits.push(timeMs)
  }
  return hits
}

function measureOf(test: MetricTest): WindowMeasure {
  switch (test.kind) {
    case 'event-count':
      return countMeasure(test.comparisons)
    case 'value-count':
      return distinctMeasure(test.comparisons, ({ valueText }) => valueText)
    case 'rule-count':
      return distinctMeasure(test.comparisons, ({ input }) => String(input))
    case 'value-sum':
      return sumMeasure(test.comparisons, () => 1n)
    case 'value-avg':
      return sumMeasure(test.comparisons, (count) => count)
    case 'value-share':
      return shareMeasure(test.comparisons)
    case 'value-percentile':
      return percentileMeasure(test.comparisons, test.percentileCenti)
  }
}

function countMeasure(comparisons: readonly Comparison[]): WindowMeasure {
  const holds = countTest(comparisons)
  let count = 0
  return {
    add: () => void count++,
    remove: () => void count--,
    holds: () => holds(count),
  }
}

function distinctMeasure(
  comparisons: readonly Comparison[],
  identity: (item: Item) => string,
): WindowMeasure {
  const seen = counter()
  const holds = countTest(comparisons)
  return {
    add: (item) => seen.add(identity(item)),
    remove: (item) => seen.remove(identity(item)),
    holds: () => holds(seen.size()),
  }
}

function sumMeasure(comparisons: readonly Comparison[], divisor: (count: bigint) => bigint): WindowMeasure {
  let sum = 0n
  let count = 0n
  return {
    add: ({ value }) => {
      sum += microOf(value) ?? 0n
      count++
    },
    remove: ({ value }) => {
      sum -= microOf(value) ?? 0n
      count--
    },
    holds: () => satisfies(comparisons, sum, divisor(count)),
  }
}

/** Share in percent of the events of the window that carry the same value as an event of this instant. */
function shareMeasure(comparisons: readonly Comparison[]): WindowMeasure {
  const seen = counter()
  let count = 0n
  const share = ({ valueText }: Item) => BigInt(seen.of(valueText)) * 100n * microPerUnit
  return {
    add: (item) => {
      seen.add(item.valueText)
      count++
    },
    remove: (item) => {
      seen.remove(item.valueText)
      count--
    },
    holds: (items, from, to) =>
      items.slice(from, to).some((item) => satisfies(comparisons, share(item), count)),
  }
}

function percentileMeasure(comparisons: readonly Comparison[], percentileCenti: number): WindowMeasure {
  const tallies = comparisons.map(() => ({ atMost: 0, below: 0 }))
  let count = 0
  const tally = ({ value }: Item, step: 1 | -1) => {
    const micro = microOf(value) ?? 0n
    count += step
    comparisons.forEach(({ boundMicro }, i) => {
      const counts = tallies[i] as { atMost: number; below: number }
      if (micro <= boundMicro) counts.atMost += step
      if (micro < boundMicro) counts.below += step
    })
  }
  return {
    add: (item) => tally(item, 1),
    remove: (item) => tally(item, -1),
    holds: () => {
      const rank = percentileRank(percentileCenti, count)
      return comparisons.every(({ op }, i) =>
        percentileCompares(op, { rank, ...(tallies[i] as { atMost: number; below: number }) }),
      )
    },
  }
}

function microOf(value: readonly string[]): bigint | undefined {
  return toMicro(value[0] ?? '')
}

function counter() {
  const counts = new Map<string, number>()
  return {
    add: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    remove: (name: string) => {
      const left = (counts.get(name) ?? 0) - 1
      if (left > 0) counts.set(name, left)
      else counts.delete(name)
    },
    of: (name: string) => counts.get(name) ?? 0,
    size: () => counts.size,
  }
}
