import type { Digest, NotifiedEvent, QuietHours, ShownTarget } from '@countersign/api/notification'
import type { ColumnType } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'

type Json<T> = ColumnType<T, string | Extract<T, null>, string | Extract<T, null>>
type Defaulted<T> = ColumnType<T, T | undefined, T>

/** Rows as PostgreSQL holds them; see migrations/. */
export type NotificationTables = {
  notification_channel: {
    tenant_id: string
    channel_id: string
    name: string
    is_enabled: boolean
    events: NotifiedEvent[]
    minimum_severity: number
    quiet_hours: Json<QuietHours | null>
    digest: Json<Digest | null>
    critical_pierces: boolean
    target: Json<ShownTarget>
    sealed: Buffer | null
    created_at: Date
    last_success_at: Defaulted<Date | null>
    failing_since: Defaulted<Date | null>
    last_error: Defaulted<string | null>
    failures: Defaulted<number>
    next_attempt_at: Defaulted<Date | null>
    leased_until: Defaulted<Date | null>
  }
  notification_message: {
    tenant_id: string
    message_id: string
    channel_id: string
    incident_id: string
    event: NotifiedEvent
    seq: number
    severity: number
    title: string
    statement: string
    assignee: string | null
    merged_into: string | null
    changed_by: string
    at: Date
    due_at: Date
    is_digest: boolean
    status: 'waiting' | 'delivered' | 'refused' | 'given-up'
    attempts: number
    finished_at: Date | null
    last_error: string | null
  }
}

export const notificationTables = (tx: StateTransaction) => tx.withTables<NotificationTables>()
