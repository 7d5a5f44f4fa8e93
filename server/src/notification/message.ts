import { createHash } from 'node:crypto'
import type { NotifiedEvent } from '@countersign/api/notification'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

export type SeverityName = 'informational' | 'low' | 'medium' | 'high' | 'critical'
/** By number, as the state keeps it: 0 informational … 4 critical. */
export const severityNames: readonly SeverityName[] = ['informational', 'low', 'medium', 'high', 'critical']

/** A change of an incident, told by whoever makes it, in the transaction that makes it. */
export type IncidentChange = {
  readonly incidentId: string
  readonly event: NotifiedEvent
  /** Of the change; tells two assignments of one incident apart. */
  readonly seq: number
  readonly title: string
  readonly statement: string
  readonly severity: SeverityName
  readonly assignee: string | null
  /** The incident it went up in; null unless the event is `merged`. */
  readonly mergedInto: string | null
  /** A person's name, or `Countersign`. */
  readonly by: string
  readonly atMs: number
}

/** One change for one channel. Holds what an incident says about itself, and never a raw log line. */
export type Message = IncidentChange & { readonly messageId: string }

/** What a delivery is composed from: one message, or those of one digest. */
export type Delivery = {
  /** The same at every attempt, so that a receiver can tell a repetition from news. */
  readonly deliveryId: string
  readonly tenantId: TenantId
  readonly tenantName: string
  /** What the operator calls its service. */
  readonly brandName: string
  readonly kind: 'single' | 'digest' | 'test'
  readonly messages: readonly Message[]
  /** Where people reach the console; undefined when that is not configured. */
  readonly publicUrl: string | undefined
}

/**
 * An incident is opened once and reaches each severity once; it may be assigned, resolved and merged again and again. A deadline
 * is told once for each thing that is said of it.
 */
export function messageId(tenantId: TenantId, channelId: string, change: IncidentChange): string {
  const { incidentId, event, severity, seq, statement } = change
  const occasion = {
    opened: '',
    'severity-raised': severity,
    assigned: seq,
    resolved: seq,
    merged: seq,
    'report-due': statement,
    'report-overdue': statement,
  }[event]
  return idOf('message', [tenantId, channelId, incidentId, event, occasion])
}

/** A digest is known by what is in it. */
export function digestId(tenantId: TenantId, channelId: string, messageIds: readonly string[]): string {
  return idOf('digest', [tenantId, channelId, ...messageIds])
}

function idOf(kind: string, parts: readonly unknown[]): string {
  return `${kind}-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`
}

export function incidentLink({ publicUrl, tenantId }: Delivery, incidentId: string): string | undefined {
  if (publicUrl === undefined) return undefined
  return `${publicUrl}/incidents/${encodeURIComponent(tenantId)}/${encodeURIComponent(incidentId)}`
}
