import type { ShownTarget, Subscription } from '@countersign/api/notification'
import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { severityNames } from './message.ts'
import { type NotificationTables, notificationTables } from './tables.ts'

export type ChannelRow = Selectable<NotificationTables['notification_channel']>
export type StoredTarget = { readonly shown: ShownTarget; readonly sealed: Buffer | null }

export async function allChannels(tx: StateTransaction): Promise<readonly ChannelRow[]> {
  return notificationTables(tx).selectFrom('notification_channel').selectAll().orderBy('name').execute()
}

export async function findChannel(tx: StateTransaction, channelId: string): Promise<ChannelRow | undefined> {
  return notificationTables(tx)
    .selectFrom('notification_channel')
    .selectAll()
    .where('channel_id', '=', channelId)
    .executeTakeFirst()
}

export type NewChannel = {
  readonly channelId: string
  readonly createdAt: Date
  readonly subscription: Subscription
  readonly target: StoredTarget
}

/** False when another channel has the name. */
export async function insertChannel(
  tx: StateTransaction,
  tenantId: TenantId,
  { channelId, createdAt, subscription, target }: NewChannel,
): Promise<boolean> {
  const inserted = await notificationTables(tx)
    .insertInto('notification_channel')
    .values({
      tenant_id: tenantId,
      channel_id: channelId,
      created_at: createdAt,
      ...subscriptionColumns(subscription),
      target: JSON.stringify(target.shown),
      sealed: target.sealed,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doNothing())
    .returning('channel_id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** A changed channel is tried at once: what was wrong may be right now. */
export async function updateChannel(
  tx: StateTransaction,
  channelId: string,
  subscription: Subscription,
  target: StoredTarget | undefined,
): Promise<void> {
  await notificationTables(tx)
    .updateTable('notification_channel')
    .set({
      ...subscriptionColumns(subscription),
      ...(target === undefined ? {} : { target: JSON.stringify(target.shown), sealed: target.sealed }),
      next_attempt_at: null,
    })
    .where('channel_id', '=', channelId)
    .execute()
}

function subscriptionColumns(subscription: Subscription) {
  const { name, isEnabled, events, minimumSeverity, quietHours, digest, criticalPierces } = subscription
  return {
    name,
    is_enabled: isEnabled,
    events: [...events],
    minimum_severity: severityNames.indexOf(minimumSeverity),
    quiet_hours: quietHours === null ? null : JSON.stringify(quietHours),
    digest: digest === null ? null : JSON.stringify(digest),
    critical_pierces: criticalPierces,
  }
}

/** With everything that was sent or waits. False when there is none. */
export async function deleteChannel(tx: StateTransaction, channelId: string): Promise<boolean> {
  await notificationTables(tx)
    .deleteFrom('notification_message')
    .where('channel_id', '=', channelId)
    .execute()
  const gone = await notificationTables(tx)
    .deleteFrom('notification_channel')
    .where('channel_id', '=', channelId)
    .returning('channel_id')
    .executeTakeFirst()
  return gone !== undefined
}

/** Takes the channel for a while, when it is enabled, nobody has it and it is not pausing after a failure. */
export async function leaseChannel(
  tx: StateTransaction,
  channelId: string,
  now: Date,
  until: Date,
): Promise<ChannelRow | undefined> {
  return notificationTables(tx)
    .updateTable('notification_channel')
    .set({ leased_until: until })
    .where('channel_id', '=', channelId)
    .where('is_enabled', '=', true)
    .where(sql<boolean>`coalesce(leased_until, '-infinity') <= ${now}`)
    .where(sql<boolean>`coalesce(next_attempt_at, '-infinity') <= ${now}`)
    .returningAll()
    .executeTakeFirst()
}

/** `undefined` gives it back. */
export async function renewLease(
  tx: StateTransaction,
  channelId: string,
  until: Date | undefined,
): Promise<void> {
  await notificationTables(tx)
    .updateTable('notification_channel')
    .set({ leased_until: until ?? null })
    .where('channel_id', '=', channelId)
    .execute()
}

export async function noteSuccess(tx: StateTransaction, channelId: string, at: Date): Promise<void> {
  await notificationTables(tx)
    .updateTable('notification_channel')
    .set({ last_success_at: at, failing_since: null, last_error: null, failures: 0, next_attempt_at: null })
    .where('channel_id', '=', channelId)
    .execute()
}

/** How often it has failed since the last success. */
export async function noteFailure(
  tx: StateTransaction,
  channelId: string,
  { at, error }: { readonly at: Date; readonly error: string },
): Promise<number> {
  const row = await notificationTables(tx)
    .updateTable('notification_channel')
    .set(({ eb, fn }) => ({
      failing_since: fn.coalesce('failing_since', sql<Date>`${at}::timestamptz`),
      last_error: error,
      failures: eb('failures', '+', 1),
    }))
    .where('channel_id', '=', channelId)
    .returning('failures')
    .executeTakeFirst()
  return row?.failures ?? 1
}

/** Gives the channel back; nobody tries it before then. */
export async function restChannel(tx: StateTransaction, channelId: string, until: Date): Promise<void> {
  await notificationTables(tx)
    .updateTable('notification_channel')
    .set({ next_attempt_at: until, leased_until: null })
    .where('channel_id', '=', channelId)
    .execute()
}
