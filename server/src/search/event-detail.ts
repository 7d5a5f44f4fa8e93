import type { EventDetail } from '@countersign/api/event'
import type { ReaderLimits } from '@countersign/ocsf/reader'
import { readStoredRecord } from '@countersign/ocsf/stored-record'
import type { TenantLake } from '../platform/lake/lake.ts'
import { eventRow, type LakeRow, rowColumns } from './event-row.ts'

/** A stored event with its record, byte for byte. */
export type StoredEvent = {
  readonly row: LakeRow & { readonly chain: readonly string[]; readonly session_key: string }
  readonly raw: Buffer
}

type StoredRow = StoredEvent['row'] & { readonly raw64: string }

export async function readEvent(lake: TenantLake, eventId: string): Promise<StoredEvent | undefined> {
  const [found] = await lake.query<StoredRow>(
    ({ events }) => `
      SELECT ${rowColumns}, chain, session_key, base64Encode(raw) AS raw64
      FROM ${events} WHERE event_id = {event_id:String} LIMIT 1`,
    { event_id: eventId },
  )
  if (found === undefined) return undefined
  const { raw64, ...row } = found
  return { row, raw: Buffer.from(raw64, 'base64') }
}

/** The event with its OCSF form, which is made again from the record: what is shown is what the record says. */
export function eventDetail({ row, raw }: StoredEvent, limits: ReaderLimits): EventDetail {
  const text = raw.toString('utf8')
  return {
    row: eventRow(row),
    raw: text,
    ...readAgain(row, text, limits),
    chain: row.chain.map(hopOf),
    sessionKey: row.session_key === '' ? null : row.session_key,
  }
}

function readAgain(
  row: LakeRow,
  text: string,
  limits: ReaderLimits,
): Pick<EventDetail, 'recognisedBecause' | 'ocsf'> {
  const stored = { format: row.format, text, receivedAtMs: Date.parse(row.received_at) }
  const reading = readStoredRecord(stored, limits)
  const { because } = reading
  return { recognisedBecause: because, ocsf: reading.kind === 'event' ? { ...reading.normalised.event } : {} }
}

/** The lake writes a hop as `relation identity-key`; a relation has no blank. */
function hopOf(text: string): { readonly relation: string; readonly identityKey: string } {
  const blank = text.indexOf(' ')
  return { relation: text.slice(0, Math.max(0, blank)), identityKey: text.slice(blank + 1) }
}
