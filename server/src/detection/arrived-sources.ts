import type { Coverage } from '@countersign/api/coverage'
import { createRecordReader } from '@countersign/ocsf/reader'
import { type SourceFormat, sourceFormats } from '@countersign/ocsf/source-format'
import type { RecordLogSource } from '@countersign/sigma/view/record-log-source'
import { viewOf } from '@countersign/sigma/view/views'
import type { Lake } from '../platform/lake/lake.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** Kinds of event looked at for one tenant. One record of each is read; hostile records can invent any number. */
export const eventKindsMax = 2_000
const windowMilliseconds = 24 * 60 * 60 * 1_000

type Sample = { readonly format: string; readonly raw: string }

/** The log sources, in Sigma's terms, of what a tenant sent over the last day: one record of each kind is asked. Errors: LAKE_DOWN. */
export async function arrivedSources(
  lake: Lake,
  tenantId: TenantId,
  nowMilliseconds: number,
): Promise<readonly RecordLogSource[]> {
  const since = nowMilliseconds - windowMilliseconds
  const samples = await lake.forTenant(tenantId).query<Sample>(
    ({ events }) => `
      SELECT format, any(raw) AS raw FROM ${events}
      WHERE received_at > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
      GROUP BY format, class_uid, activity_id, action
      ORDER BY count() DESC LIMIT {most:UInt32}`,
    { since, most: eventKindsMax },
  )
  return [...new Set(samples.flatMap(sourceOf))]
}

function sourceOf({ format, raw }: Sample): readonly RecordLogSource[] {
  const known = sourceFormats.find((name) => name === format)
  const fields = known === undefined ? undefined : fieldsOf(known, raw)
  return known === undefined || fields === undefined ? [] : [viewOf(known).classify(fields)]
}

function fieldsOf(format: SourceFormat, raw: string) {
  const reading = createRecordReader(format).read(raw)
  return reading.kind === 'record' ? reading.record.fields : undefined
}

/** From the time an event names to its receipt, by source, over the last day. Errors: LAKE_DOWN. */
export function sourceLag(lake: Lake, tenantId: TenantId, nowMilliseconds: number): Promise<Coverage['lag']> {
  return lake.forTenant(tenantId).query(
    ({ events }) => `
      SELECT source_id AS sourceId,
             quantile(0.5)(lag) / 1000 AS medianSeconds, quantile(0.95)(lag) / 1000 AS p95Seconds
      FROM (
        SELECT source_id, toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(time) AS lag FROM ${events}
        WHERE received_at > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
      )
      GROUP BY sourceId ORDER BY sourceId`,
    { since: nowMilliseconds - windowMilliseconds },
  ) as Promise<Coverage['lag']>
}
