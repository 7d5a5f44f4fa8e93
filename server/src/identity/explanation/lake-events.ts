import type { RecordedEvent } from '@countersign/authority/explain/event-decider'
import type { ReaderLimits } from '@countersign/ocsf/reader'
import { readStoredRecord } from '@countersign/ocsf/stored-record'
import type { LakeParams, TenantLake } from '../../platform/lake/lake.ts'

/** An event of the lake, read again from its record. */
export type LakeEvent = RecordedEvent & { readonly ref: { readonly eventId: string } }

export type LakeEventReader = {
  readonly lake: TenantLake
  readonly limits: ReaderLimits
}

type Row = {
  readonly event_id: string
  readonly format: string
  readonly received_at: string
  readonly raw: string
}

/**
 * Events by a condition that we write, at most `max` of them in the order given. A record that cannot be read again by
 * itself is left out: what it said of a chain cannot be told any more. Errors: LAKE_DOWN.
 */
export async function readLakeEvents(
  { lake, limits }: LakeEventReader,
  { where, order, max, params }: LakeEventQuery,
): Promise<readonly LakeEvent[]> {
  const rows = await lake.query<Row>(
    ({ events }) => `
      SELECT event_id, format, received_at, raw FROM ${events}
      WHERE ${where} ORDER BY ${order} LIMIT ${max}`,
    params,
  )
  return rows.flatMap((row) => eventOf(row, limits) ?? [])
}

export type LakeEventQuery = {
  readonly where: string
  readonly order: string
  readonly max: number
  readonly params: LakeParams
}

function eventOf({ event_id, format, received_at, raw }: Row, limits: ReaderLimits): LakeEvent | undefined {
  const stored = { format, text: raw, receivedAtMs: Date.parse(received_at) }
  const reading = readStoredRecord(stored, limits)
  if (reading.kind === 'unreadable') return undefined
  const { normalised, fields } = reading
  return { normalised, fields, ref: { eventId: event_id } }
}
