import type { PackMissing } from '@countersign/pack/pack-files'
import type { Lake } from '../../platform/lake/lake.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

/** A record that a finding in the pack stands on, as it came. */
type PackedRecord = {
  readonly eventId: string
  readonly sourceId: string
  readonly receivedAt: string
  readonly format: string
  /** Base 64 of the bytes. */
  readonly raw: string
}

export type Records = {
  readonly lines: AsyncGenerator<Uint8Array>
  /** Filled while the lines are read. */
  readonly missing: PackMissing[]
}

const idsPerQuery = 500

/**
 * The records of these events, for as many as `max`. A record's own bytes are in no log: its event id begins with the id of the
 * batch that it came in, which a receipt holds (`batchIds`).
 */
export function packRecords(
  lake: Lake,
  tenantId: TenantId,
  eventIds: ReadonlySet<string>,
  max: number,
): Records {
  const missing: PackMissing[] = []
  const wanted = [...eventIds].sort().slice(0, max)
  if (eventIds.size > max)
    missing.push({
      what: `records of ${eventIds.size - max} more events`,
      because: `a pack holds ${max} records (packRecordsMax)`,
    })
  return { missing, lines: recordLines(lake, tenantId, wanted, missing) }
}

async function* recordLines(
  lake: Lake,
  tenantId: TenantId,
  wanted: readonly string[],
  missing: PackMissing[],
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < wanted.length; at += idsPerQuery) {
    const ids = wanted.slice(at, at + idsPerQuery)
    const rows = await findRecords(lake, tenantId, ids)
    const found = new Set(rows.map(({ eventId }) => eventId))
    for (const eventId of ids)
      if (!found.has(eventId))
        missing.push({ what: `record ${eventId}`, because: 'the lake no longer holds it: its time was over' })
    for (const row of rows) yield Buffer.from(`${JSON.stringify(row)}\n`)
  }
}

function findRecords(
  lake: Lake,
  tenantId: TenantId,
  eventIds: readonly string[],
): Promise<readonly PackedRecord[]> {
  return lake.forTenant(tenantId).query<PackedRecord>(
    ({ events }) =>
      `SELECT event_id AS eventId, source_id AS sourceId, received_at AS receivedAt, format, base64Encode(raw) AS raw
       FROM ${events} WHERE event_id IN {ids:Array(String)} ORDER BY event_id LIMIT 1 BY event_id`,
    { ids: eventIds },
  )
}
