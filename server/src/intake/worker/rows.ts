import { chainMarksOf } from '@countersign/authority/chain/chain-event-of'
import type { DetectionFinding } from '@countersign/incident/finding'
import type { NormalisedEvent, OcsfEvent } from '@countersign/ocsf/event'
import { isObject } from '@countersign/ocsf/fields'
import { NativeBlock } from '../../platform/lake/native-block.ts'
import {
  TextColumn,
  TextMapColumn,
  TextsColumn,
  TimeColumn,
  UnsignedColumn,
} from '../../platform/lake/native-column.ts'

/** What every row of a batch has in common. */
export type RowContext = {
  readonly tenantId: string
  readonly sourceId: string
  readonly receivedAtMs: number
}

/** Bytes of a record: a part of the body, or a buffer of their own. */
export type RawBytes = { readonly bytes: Buffer; readonly start: number; readonly end: number }

export type EventBlock = ReturnType<typeof eventBlock>
export type UnparsedBlock = ReturnType<typeof unparsedBlock>
export type FindingBlock = ReturnType<typeof findingBlock>

export function eventBlock() {
  return new NativeBlock({
    tenant_id: new TextColumn(),
    source_id: new TextColumn(),
    received_at: new TimeColumn(),
    event_id: new TextColumn(),
    time: new TimeColumn(),
    format: new TextColumn(),
    class_uid: new UnsignedColumn(32),
    activity_id: new UnsignedColumn(16),
    activity_name: new TextColumn(),
    severity_id: new UnsignedColumn(8),
    status_id: new UnsignedColumn(8),
    identity_key: new TextColumn(),
    chain: new TextsColumn(),
    chain_marks: new TextsColumn(),
    session_key: new TextColumn(),
    host: new TextColumn(),
    source_ip: new TextColumn(),
    destination_ip: new TextColumn(),
    action: new TextColumn(),
    service: new TextColumn(),
    resource: new TextColumn(),
    source_event_uid: new TextColumn(),
    raw: new TextColumn(),
  })
}

export function unparsedBlock() {
  return new NativeBlock({
    tenant_id: new TextColumn(),
    source_id: new TextColumn(),
    received_at: new TimeColumn(),
    line_id: new TextColumn(),
    reason: new TextColumn(),
    detail: new TextColumn(),
    raw: new TextColumn(),
  })
}

export function findingBlock() {
  return new NativeBlock({
    tenant_id: new TextColumn(),
    source_id: new TextColumn(),
    created_at: new TimeColumn(),
    finding_id: new TextColumn(),
    rule_id: new TextColumn(),
    rule_title: new TextColumn(),
    level: new TextColumn(),
    reported: new UnsignedColumn(8),
    first_time: new TimeColumn(),
    last_time: new TimeColumn(),
    event_ids: new TextsColumn(),
    identity_key: new TextColumn(),
    session_key: new TextColumn(),
    host: new TextColumn(),
    source_ip: new TextColumn(),
    captured: new TextMapColumn(),
    finding: new TextColumn(),
  })
}

export function writeEvent(
  block: EventBlock,
  context: RowContext,
  eventId: string,
  normalised: NormalisedEvent,
  raw: RawBytes,
): void {
  const { event } = normalised
  const { columns } = block
  columns.tenant_id.add(context.tenantId)
  columns.source_id.add(context.sourceId)
  columns.received_at.add(context.receivedAtMs)
  columns.event_id.add(eventId)
  columns.time.add(event.time)
  columns.format.add(normalised.format)
  columns.class_uid.add(event.class_uid)
  columns.activity_id.add(event.activity_id)
  columns.activity_name.add(cell(event.activity_name))
  columns.severity_id.add(event.severity_id)
  columns.status_id.add(event.status_id ?? 0)
  columns.identity_key.add(cell(normalised.identityKey))
  columns.chain.add(normalised.chain.map(({ relation, identityKey }) => `${relation} ${identityKey}`))
  columns.chain_marks.add(chainMarksOf(normalised))
  columns.session_key.add(cell(normalised.sessionKey))
  columns.host.add(cell(normalised.host))
  columns.source_ip.add(cell(normalised.sourceIp))
  columns.destination_ip.add(cell(normalised.destinationIp))
  columns.action.add(cell(normalised.action))
  columns.service.add(serviceOf(event))
  columns.resource.add(cell(normalised.resource))
  columns.source_event_uid.add(cell(event.metadata.uid))
  columns.raw.addBytes(raw.bytes, raw.start, raw.end)
  block.endRow()
}

/** OCSF `api.service.name`, where the class has it. */
function serviceOf({ api }: OcsfEvent): string {
  const service = isObject(api) && isObject(api.service) ? api.service.name : undefined
  return typeof service === 'string' ? cell(service) : ''
}

export function writeUnparsed(
  block: UnparsedBlock,
  context: RowContext,
  lineId: string,
  why: { readonly reason: string; readonly detail: string },
  raw: RawBytes,
): void {
  const { columns } = block
  columns.tenant_id.add(context.tenantId)
  columns.source_id.add(context.sourceId)
  columns.received_at.add(context.receivedAtMs)
  columns.line_id.add(lineId)
  columns.reason.add(cell(why.reason))
  columns.detail.add(cell(why.detail))
  columns.raw.addBytes(raw.bytes, raw.start, raw.end)
  block.endRow()
}

export function writeFinding(
  block: FindingBlock,
  context: RowContext,
  finding: DetectionFinding,
  reported: boolean,
  captured: Readonly<Record<string, string>>,
): void {
  const [event] = finding.events
  const { columns } = block
  columns.tenant_id.add(context.tenantId)
  columns.source_id.add(context.sourceId)
  columns.created_at.add(context.receivedAtMs)
  columns.finding_id.add(finding.findingId)
  columns.rule_id.add(cell(finding.rule.id))
  columns.rule_title.add(cell(finding.rule.title))
  columns.level.add(finding.rule.level)
  columns.reported.add(reported ? 1 : 0)
  columns.first_time.add(finding.firstMs)
  columns.last_time.add(finding.lastMs)
  columns.event_ids.add(finding.events.map(({ ref }) => ref.eventId))
  columns.identity_key.add(cell(event?.identityKey))
  columns.session_key.add(cell(event?.sessionKey))
  columns.host.add(cell(event?.host))
  columns.source_ip.add(cell(event?.sourceIp))
  columns.captured.add(Object.entries(captured))
  columns.finding.add(JSON.stringify(finding))
  block.endRow()
}

/** Columns are for finding an event again; the record itself is kept whole in `raw`. */
const columnMaxChars = 4096

function cell(text: string | undefined): string {
  if (typeof text !== 'string') return ''
  return text.length > columnMaxChars ? text.slice(0, columnMaxChars) : text
}
