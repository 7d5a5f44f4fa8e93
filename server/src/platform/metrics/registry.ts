import { exposition, type Family, type Sample } from './exposition.ts'
import type { Described, Gauge, Labels, Metrics } from './metric.ts'
import { seriesOf } from './series.ts'

type Source = { readonly name: string; readonly family: () => Promise<Family> }
type Buckets = { readonly counts: number[]; sum: number; count: number }

const namePattern = /^[a-z][a-z0-9_]*$/

/** Keeps what the features count. Pure: it neither listens nor looks at a clock. */
export function openMetrics(): Metrics {
  const sources = new Map<string, Source>()
  const failures = seriesOf({ metric: { valuesMax: 100 } }, () => 0)
  const add = (name: string, family: () => Promise<Family>) => {
    if (!namePattern.test(name) || sources.has(name))
      throw new Error(`the metric ${name} cannot be registered`)
    sources.set(name, { name, family })
  }
  const asked = <Label extends string>(metric: Gauge<Label>, type: 'gauge' | 'counter') =>
    add(metric.name, async () => ({ ...headOf(metric), type, samples: await readingsOf(metric) }))

  const families = async () => {
    const read = await Promise.all(
      [...sources.values()].map(({ name, family }) =>
        family().catch(() => {
          failures.at({ metric: name }).value += 1
          return undefined
        }),
      ),
    )
    return read.filter((family) => family !== undefined)
  }

  add('countersign_metric_failures_total', async () => ({
    name: 'countersign_metric_failures_total',
    help: 'Metrics that could not be read.',
    type: 'counter',
    samples: failures.all().map(({ labels, value }) => ({ suffix: '', labels, value })),
  }))
  return {
    counter: (metric) => {
      const series = seriesOf(metric.labels, () => 0)
      add(metric.name, async () => ({
        ...headOf(metric),
        type: 'counter',
        samples: series.all().map(({ labels, value }) => ({ suffix: '', labels, value })),
      }))
      return {
        add: (amount, labels) => {
          series.at(labels).value += amount
        },
      }
    },
    histogram: (metric) => histogramIn(metric, add),
    gauge: (metric) => asked(metric, 'gauge'),
    counted: (metric) => asked(metric, 'counter'),
    families,
    text: async () => exposition(await families()),
  }
}

function headOf({ name, help }: Described<string>): Pick<Family, 'name' | 'help'> {
  return { name, help }
}

async function readingsOf<Label extends string>({ labels, read }: Gauge<Label>): Promise<readonly Sample[]> {
  const series = seriesOf(labels, () => 0)
  for (const reading of await read()) series.at(reading.labels).value += reading.value
  return series.all().map((one) => ({ suffix: '', labels: one.labels, value: one.value }))
}

function histogramIn<Label extends string>(
  metric: Described<Label> & { readonly buckets: readonly number[] },
  add: (name: string, family: () => Promise<Family>) => void,
) {
  const { buckets } = metric
  const series = seriesOf(metric.labels, (): Buckets => ({ counts: buckets.map(() => 0), sum: 0, count: 0 }))
  add(metric.name, async () => ({
    ...headOf(metric),
    type: 'histogram',
    samples: series.all().flatMap(({ labels, value }) => bucketSamples(buckets, labels, value)),
  }))
  return {
    observe: (observed: number, labels: Labels<Label>) => {
      const { value } = series.at(labels)
      const index = buckets.findIndex((upTo) => observed <= upTo)
      if (index !== -1) value.counts[index] = (value.counts[index] ?? 0) + 1
      value.sum += observed
      value.count += 1
    },
  }
}

/** Buckets are cumulative, and the last one holds everything. */
function bucketSamples(
  buckets: readonly number[],
  labels: Readonly<Record<string, string>>,
  { counts, sum, count }: Buckets,
): readonly Sample[] {
  let below = 0
  const cumulative = buckets.map((upTo, index) => {
    below += counts[index] ?? 0
    return { suffix: '_bucket', labels: { ...labels, le: String(upTo) }, value: below }
  })
  return [
    ...cumulative,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
    { suffix: '_sum', labels, value: sum },
    { suffix: '_count', labels, value: count },
  ]
}
