import type { EventRow } from '@countersign/api/event'
import { classNameOf } from '@countersign/ocsf/class-name'
import type { EventPosition } from './cursor.ts'

/** Columns that make a row of search. */
export const rowColumns =
  'tenant_id, event_id, time, received_at, source_id, format, class_uid, activity_name, severity_id, status_id, identity_key, host, source_ip, destination_ip, action, resource'

export type LakeRow = {
  readonly tenant_id: string
  readonly event_id: string
  readonly time: string
  readonly received_at: string
  readonly source_id: string
  readonly format: string
  readonly class_uid: number
  readonly activity_name: string
  readonly severity_id: number
  readonly status_id: number
  readonly identity_key: string
  readonly host: string
  readonly source_ip: string
  readonly destination_ip: string
  readonly action: string
  readonly resource: string
}

export function eventRow(row: LakeRow): EventRow {
  return {
    tenantId: row.tenant_id,
    eventId: row.event_id,
    time: row.time,
    receivedAt: row.received_at,
    sourceId: row.source_id,
    format: row.format,
    classUid: row.class_uid,
    className: classNameOf(row.class_uid),
    activityName: row.activity_name,
    severityId: row.severity_id,
    statusId: row.status_id,
    identityKey: row.identity_key,
    host: row.host,
    sourceIp: row.source_ip,
    destinationIp: row.destination_ip,
    action: row.action,
    resource: row.resource,
  }
}

export function positionOf(row: LakeRow): EventPosition {
  return { timeMs: Date.parse(row.time), eventId: row.event_id, tenantId: row.tenant_id }
}
