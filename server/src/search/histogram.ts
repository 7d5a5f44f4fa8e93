import type { EventHistogram } from '@countersign/api/event'
import type { TenantLake } from '../platform/lake/lake.ts'
import type { Search } from './event-query.ts'
import { conditionOf } from './event-sql.ts'

const minute = 60
const hour = 60 * minute
const day = 24 * hour
const bucketsMax = 100
const steps = [1, 5, 10, 30, minute, 5 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 12 * hour, day]
const longSteps = [7, 30, 90, 365].map((days) => days * day)

type BucketRow = { readonly bucket: number; readonly events: number }

/** Events over time, empty buckets included. Buckets begin at multiples of their length since the epoch. */
export async function histogramOf(lake: TenantLake, search: Search): Promise<EventHistogram> {
  const bucketSeconds = bucketSecondsFor(search)
  const bucketMs = bucketSeconds * 1000
  const { sql, params } = conditionOf(search)
  const rows = await lake.query<BucketRow>(
    ({ events }) => `
      SELECT toInt64(floor(toUnixTimestamp64Milli(time) / {bucket_ms:Int64})) AS bucket, count() AS events
      FROM ${events} WHERE ${sql} GROUP BY bucket`,
    { ...params, bucket_ms: bucketMs },
  )
  const counts = new Map(rows.map(({ bucket, events }) => [bucket, events]))
  const first = Math.floor(search.fromMs / bucketMs)
  const last = Math.floor((search.toMs - 1) / bucketMs)
  return {
    bucketSeconds,
    total: rows.reduce((sum, { events }) => sum + events, 0),
    buckets: Array.from({ length: last - first + 1 }, (_, at) => ({
      start: new Date((first + at) * bucketMs).toISOString(),
      events: counts.get(first + at) ?? 0,
    })),
  }
}

/** The shortest round length that needs no more than bucketsMax buckets. */
function bucketSecondsFor({ fromMs, toMs }: Pick<Search, 'fromMs' | 'toMs'>): number {
  const seconds = (toMs - fromMs) / 1000
  const year = 365 * day
  const fitting = [...steps, ...longSteps].find((step) => seconds / step <= bucketsMax)
  return fitting ?? Math.ceil(seconds / bucketsMax / year) * year
}
