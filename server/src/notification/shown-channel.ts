import type { NotificationChannel, NotificationDelivery, Subscription } from '@countersign/api/notification'
import type { ChannelRow } from './channel-store.ts'
import { severityNames } from './message.ts'
import type { MessageRow } from './message-store.ts'

export function subscriptionOf(row: ChannelRow): Subscription {
  return {
    name: row.name,
    isEnabled: row.is_enabled,
    events: row.events,
    minimumSeverity: severityNames[row.minimum_severity] ?? 'informational',
    quietHours: row.quiet_hours,
    digest: row.digest,
    criticalPierces: row.critical_pierces,
  }
}

export function shownChannel(row: ChannelRow, waiting: number): NotificationChannel {
  const text = (date: Date | null) => date?.toISOString() ?? null
  return {
    id: row.channel_id,
    tenantId: row.tenant_id,
    ...subscriptionOf(row),
    target: row.target,
    createdAt: row.created_at.toISOString(),
    state: {
      lastSuccessAt: text(row.last_success_at),
      failingSince: text(row.failing_since),
      lastError: row.last_error,
      nextAttemptAt: text(row.next_attempt_at),
      waiting,
    },
  }
}

export function shownDelivery(row: MessageRow): NotificationDelivery {
  return {
    id: row.message_id,
    incidentId: row.incident_id,
    event: row.event,
    severity: severityNames[row.severity] ?? 'informational',
    title: row.title,
    status: row.status,
    at: row.at.toISOString(),
    dueAt: row.due_at.toISOString(),
    isDigest: row.is_digest,
    attempts: row.attempts,
    finishedAt: row.finished_at?.toISOString() ?? null,
    lastError: row.last_error,
  }
}
