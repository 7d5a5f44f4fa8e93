import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api'
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics'
import type { Family, Sample } from '../metrics/exposition.ts'

/** Since when cumulative values count, and when they were read: milliseconds since 1970-01-01 UTC. */
export type Period = { readonly startMs: number; readonly nowMs: number }

/**
 * Our metrics as OTLP tells them: the same names, labels and values as in the Prometheus text, so that both ways of
 * reading agree (OpenTelemetry, "Prometheus and OpenMetrics Compatibility").
 */
export function metricData(families: readonly Family[], period: Period): readonly MetricData[] {
  return families.filter(({ samples }) => samples.length > 0).map((family) => dataOf(family, period))
}

function dataOf({ name, help, type, samples }: Family, { startMs, nowMs }: Period): MetricData {
  const times = { startTime: hrTime(startMs), endTime: hrTime(nowMs) }
  const metric = {
    descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  const dataPoints = samples.map(({ labels, value }) => ({ ...times, attributes: { ...labels }, value }))
  if (type === 'gauge') return { ...metric, dataPointType: DataPointType.GAUGE, dataPoints }
  if (type === 'counter')
    return { ...metric, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
  const histograms = seriesIn(samples).map((series) => ({ ...times, ...histogramOf(series) }))
  return { ...metric, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms }
}

function hrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000)
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)]
}

type HistogramSeries = { readonly attributes: Attributes; readonly samples: Sample[] }

/** Samples of one set of labels together; `le` is what tells its buckets apart. */
function seriesIn(samples: readonly Sample[]): readonly HistogramSeries[] {
  const bySet = new Map<string, HistogramSeries>()
  for (const sample of samples) {
    const { le: _, ...attributes } = sample.labels
    const key = JSON.stringify(attributes)
    const series = bySet.get(key) ?? { attributes, samples: [] }
    series.samples.push(sample)
    bySet.set(key, series)
  }
  return [...bySet.values()]
}

/** Counts of OTLP are of each bucket by itself; those of the text are cumulative. */
function histogramOf({ attributes, samples }: HistogramSeries) {
  const valueAt = (suffix: string) => samples.find((sample) => sample.suffix === suffix)?.value ?? 0
  const buckets = samples.filter(({ suffix }) => suffix === '_bucket')
  const counts = buckets.map(({ value }, index) => value - (buckets[index - 1]?.value ?? 0))
  const boundaries = buckets.slice(0, -1).map(({ labels }) => Number(labels.le))
  return {
    attributes,
    value: { buckets: { boundaries, counts }, sum: valueAt('_sum'), count: valueAt('_count') },
  }
}
