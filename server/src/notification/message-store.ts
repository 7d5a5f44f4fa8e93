import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { DueTime } from './due-time.ts'
import { type Message, severityNames } from './message.ts'
import { type NotificationTables, notificationTables } from './tables.ts'

export type MessageRow = Selectable<NotificationTables['notification_message']>

/** False when it is there: the change was told before. */
export async function insertMessage(
  tx: StateTransaction,
  tenantId: TenantId,
  channelId: string,
  message: Message,
  { dueMs, isDigest }: DueTime,
): Promise<boolean> {
  const inserted = await notificationTables(tx)
    .insertInto('notification_message')
    .values({
      tenant_id: tenantId,
      message_id: message.messageId,
      channel_id: channelId,
      incident_id: message.incidentId,
      event: message.event,
      seq: message.seq,
      severity: severityNames.indexOf(message.severity),
      title: message.title,
      statement: message.statement,
      assignee: message.assignee,
      merged_into: message.mergedInto,
      changed_by: message.by,
      at: new Date(message.atMs),
      due_at: new Date(dueMs),
      is_digest: isDigest,
      status: 'waiting',
      attempts: 0,
      finished_at: null,
      last_error: null,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'message_id']).doNothing())
    .returning('message_id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** What is to leave by now, oldest first: one message, or all that belong to its digest. */
export async function nextDue(
  tx: StateTransaction,
  channelId: string,
  now: Date,
  max: number,
): Promise<readonly MessageRow[]> {
  const waiting = notificationTables(tx)
    .selectFrom('notification_message')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('status', '=', 'waiting')
    .orderBy('due_at')
    .orderBy('seq')
    .orderBy('message_id')
  const first = await waiting.where('due_at', '<=', now).limit(1).executeTakeFirst()
  if (first === undefined || !first.is_digest) return first === undefined ? [] : [first]
  return waiting.where('is_digest', '=', true).where('due_at', '=', first.due_at).limit(max).execute()
}

export async function finishMessages(
  tx: StateTransaction,
  messageIds: readonly string[],
  outcome: {
    readonly status: 'delivered' | 'refused' | 'given-up'
    readonly at: Date
    readonly error: string | null
  },
): Promise<void> {
  if (messageIds.length === 0) return
  await notificationTables(tx)
    .updateTable('notification_message')
    .set(({ eb }) => ({
      status: outcome.status,
      attempts: eb('attempts', '+', 1),
      finished_at: outcome.at,
      last_error: outcome.error,
    }))
    .where('message_id', 'in', [...messageIds])
    .execute()
}

export async function noteAttempt(
  tx: StateTransaction,
  messageIds: readonly string[],
  error: string,
): Promise<void> {
  if (messageIds.length === 0) return
  await notificationTables(tx)
    .updateTable('notification_message')
    .set(({ eb }) => ({ attempts: eb('attempts', '+', 1), last_error: error }))
    .where('message_id', 'in', [...messageIds])
    .execute()
}

export async function waitingByChannel(tx: StateTransaction): Promise<ReadonlyMap<string, number>> {
  const rows = await notificationTables(tx)
    .selectFrom('notification_message')
    .select(({ fn }) => ['channel_id', fn.countAll<number>().as('count')])
    .where('status', '=', 'waiting')
    .groupBy('channel_id')
    .execute()
  return new Map(rows.map((row) => [row.channel_id, row.count]))
}

/** Channels with something to send by now. */
export async function channelsDue(tx: StateTransaction, now: Date): Promise<readonly string[]> {
  const rows = await notificationTables(tx)
    .selectFrom('notification_message')
    .select('channel_id')
    .distinct()
    .where('status', '=', 'waiting')
    .where('due_at', '<=', now)
    .execute()
  return rows.map((row) => row.channel_id)
}

/** What waited for a channel that stayed switched off: nobody wants it any more when the channel is switched on again. */
export async function giveUpSwitchedOff(tx: StateTransaction, dueBefore: Date, at: Date): Promise<void> {
  await notificationTables(tx)
    .updateTable('notification_message')
    .set({ status: 'given-up', finished_at: at, last_error: 'the channel was switched off' })
    .where('status', '=', 'waiting')
    .where('due_at', '<', dueBefore)
    .where('channel_id', 'in', (channels) =>
      channels.selectFrom('notification_channel').select('channel_id').where('is_enabled', '=', false),
    )
    .execute()
}

export async function deleteFinished(tx: StateTransaction, before: Date): Promise<void> {
  await notificationTables(tx).deleteFrom('notification_message').where('finished_at', '<', before).execute()
}

export type DeliveryPosition = { readonly at: Date; readonly messageId: string }

/** Newest first. */
export async function messagesOf(
  tx: StateTransaction,
  channelId: string,
  after: DeliveryPosition | undefined,
  limit: number,
): Promise<readonly MessageRow[]> {
  let query = notificationTables(tx)
    .selectFrom('notification_message')
    .selectAll()
    .where('channel_id', '=', channelId)
  if (after !== undefined)
    query = query.where(sql<boolean>`(at, message_id) < (${after.at}, ${after.messageId})`)
  return query.orderBy('at', 'desc').orderBy('message_id', 'desc').limit(limit).execute()
}

export function messageOf(row: MessageRow): Message {
  return {
    messageId: row.message_id,
    incidentId: row.incident_id,
    event: row.event,
    seq: row.seq,
    title: row.title,
    statement: row.statement,
    severity: severityNames[row.severity] ?? 'informational',
    assignee: row.assignee,
    mergedInto: row.merged_into,
    by: row.changed_by,
    atMs: row.at.getTime(),
  }
}
