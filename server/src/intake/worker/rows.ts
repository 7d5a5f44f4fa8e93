import type { DetectionFinding } from '@countersign/incident/finding'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import type { RowBuffer } from './row-buffer.ts'

/** What every row of a batch has in common. */
export type RowContext = {
  readonly tenantId: string
  readonly sourceId: string
  readonly receivedAtMs: number
}

export const eventColumns = [
  'tenant_id',
  'source_id',
  'received_at',
  'event_id',
  'time',
  'format',
  'class_uid',
  'activity_id',
  'activity_name',
  'severity_id',
  'status_id',
  'identity_key',
  'chain',
  'session_key',
  'host',
  'source_ip',
  'destination_ip',
  'action',
  'resource',
  'source_event_uid',
  'raw',
] as const

export const unparsedColumns = [
  'tenant_id',
  'source_id',
  'received_at',
  'line_id',
  'reason',
  'detail',
  'raw',
] as const

export const findingColumns = [
  'tenant_id',
  'source_id',
  'created_at',
  'finding_id',
  'rule_id',
  'rule_title',
  'level',
  'reported',
  'first_time',
  'last_time',
  'event_ids',
  'identity_key',
  'session_key',
  'host',
  'source_ip',
  'captured',
  'finding',
] as const

/** Bytes of a record: a part of the body, or a buffer of their own. */
export type RawBytes = { readonly bytes: Buffer; readonly start: number; readonly end: number }

export function writeRowStart(rows: RowBuffer, context: RowContext): void {
  rows.text(context.tenantId)
  rows.tab()
  rows.text(context.sourceId)
  rows.tab()
  rows.time(context.receivedAtMs)
  rows.tab()
}

export function writeEvent(
  rows: RowBuffer,
  context: RowContext,
  eventId: string,
  normalised: NormalisedEvent,
  raw: RawBytes,
): void {
  const { event } = normalised
  writeRowStart(rows, context)
  field(rows, eventId)
  rows.time(event.time)
  rows.tab()
  field(rows, normalised.format)
  number(rows, event.class_uid)
  number(rows, event.activity_id)
  field(rows, event.activity_name)
  number(rows, event.severity_id, 255)
  number(rows, event.status_id ?? 0, 255)
  field(rows, normalised.identityKey)
  rows.texts(normalised.chain.map(({ relation, identityKey }) => `${relation} ${identityKey}`))
  rows.tab()
  field(rows, normalised.sessionKey)
  field(rows, normalised.host)
  field(rows, normalised.sourceIp)
  field(rows, normalised.destinationIp)
  field(rows, normalised.action)
  field(rows, normalised.resource)
  field(rows, event.metadata.uid)
  rows.bytes(raw.bytes, raw.start, raw.end)
  rows.endRow()
}

export function writeUnparsed(
  rows: RowBuffer,
  context: RowContext,
  lineId: string,
  why: { readonly reason: string; readonly detail: string },
  raw: RawBytes,
): void {
  writeRowStart(rows, context)
  field(rows, lineId)
  field(rows, why.reason)
  field(rows, why.detail)
  rows.bytes(raw.bytes, raw.start, raw.end)
  rows.endRow()
}

export function writeFinding(
  rows: RowBuffer,
  context: RowContext,
  finding: DetectionFinding,
  reported: boolean,
  captured: Readonly<Record<string, string>>,
): void {
  const [event] = finding.events
  writeRowStart(rows, context)
  field(rows, finding.findingId)
  field(rows, finding.rule.id)
  field(rows, finding.rule.title)
  field(rows, finding.rule.level)
  number(rows, reported ? 1 : 0)
  rows.time(finding.firstMs)
  rows.tab()
  rows.time(finding.lastMs)
  rows.tab()
  rows.texts(finding.events.map(({ ref }) => ref.eventId))
  rows.tab()
  field(rows, event?.identityKey)
  field(rows, event?.sessionKey)
  field(rows, event?.host)
  field(rows, event?.sourceIp)
  rows.map(Object.entries(captured))
  rows.tab()
  rows.text(JSON.stringify(finding))
  rows.endRow()
}

/** Columns are for finding an event again; the record itself is kept whole in `raw`. */
const columnMaxChars = 4096

function field(rows: RowBuffer, text: string | undefined): void {
  if (typeof text === 'string') rows.text(text.length > columnMaxChars ? text.slice(0, columnMaxChars) : text)
  rows.tab()
}

/** Columns are unsigned; a number that a hostile record smuggled in counts as 0, "unknown". */
function number(rows: RowBuffer, value: number, max = 4_294_967_295): void {
  rows.integer(Number.isInteger(value) && value >= 0 && value <= max ? value : 0)
  rows.tab()
}
