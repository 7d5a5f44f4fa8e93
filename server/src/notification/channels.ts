import type {
  NewNotificationChannel,
  NewTarget,
  NotificationChannel,
  NotificationChannelPut,
  NotificationDeliveryPage,
  ShownTarget,
  Subscription,
  TestedChannel,
} from '@countersign/api/notification'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import {
  allChannels,
  type ChannelRow,
  deleteChannel,
  findChannel,
  insertChannel,
  type StoredTarget,
  updateChannel,
} from './channel-store.ts'
import { decodeCursor, encodeCursor } from './delivery-cursor.ts'
import { isTimeZone } from './local-time.ts'
import type { Message } from './message.ts'
import { messagesOf, waitingByChannel } from './message-store.ts'
import type { SendDelivery } from './send-delivery.ts'
import type { Channels, NotificationParts } from './service.ts'
import { shownChannel, shownDelivery, subscriptionOf } from './shown-channel.ts'
import { describedTarget, storedTarget } from './target.ts'

type ChannelParts = NotificationParts & { readonly send: SendDelivery; readonly newId: () => string }

/** What a tenant sets up, tests and looks at. */
export function openChannels(parts: ChannelParts): Channels {
  const { state } = parts
  return {
    list: (tenantId) => state.forTenant(tenantId, listed),
    create: (tenantId, channel) => create(parts, tenantId, channel),
    replace: (tenantId, channelId, channel) => replace(parts, tenantId, channelId, channel),
    remove: (tenantId, channelId) => remove(parts, tenantId, channelId),
    test: (tenantId, channelId) => test(parts, tenantId, channelId),
    deliveries: (tenantId, channelId, limit, cursor) =>
      state.forTenant(tenantId, (tx) => deliveries(tx, channelId, limit, cursor)),
  }
}

async function deliveries(
  tx: StateTransaction,
  channelId: string,
  limit: number,
  cursor: string | undefined,
): Promise<NotificationDeliveryPage> {
  await requireChannel(tx, channelId)
  const after = cursor === undefined ? undefined : decodeCursor(cursor)
  const rows = await messagesOf(tx, channelId, after, limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const isMore = rows.length > limit && last !== undefined
  return {
    items: page.map(shownDelivery),
    ...(isMore ? { nextCursor: encodeCursor({ at: last.at, messageId: last.message_id }) } : {}),
  }
}

async function listed(tx: StateTransaction): Promise<readonly NotificationChannel[]> {
  const waiting = await waitingByChannel(tx)
  return (await allChannels(tx)).map((row) => shownChannel(row, waiting.get(row.channel_id) ?? 0))
}

async function shown(tx: StateTransaction, channelId: string): Promise<NotificationChannel> {
  const waiting = await waitingByChannel(tx)
  return shownChannel(await requireChannel(tx, channelId), waiting.get(channelId) ?? 0)
}

async function requireChannel(tx: StateTransaction, channelId: string): Promise<ChannelRow> {
  const found = await findChannel(tx, channelId)
  if (found === undefined) throw new CountersignError('NOT_FOUND', 'no such notification channel')
  return found
}

async function create(
  parts: ChannelParts,
  tenantId: TenantId,
  { target, ...subscription }: NewNotificationChannel,
): Promise<NotificationChannel> {
  const channelId = `channel-${parts.newId()}`
  const stored = checkedTarget(parts, tenantId, channelId, target)
  refuseUnknownZones(subscription)
  noteAudit({ target: { channelId }, after: audited(subscription, stored.shown) })
  return parts.state.forTenant(tenantId, async (tx) => {
    const { notificationChannelsMax: max } = parts.config.limits
    if ((await allChannels(tx)).length >= max)
      throw new CountersignError('CONFLICT', `${tenantId} has ${max} channels, the most there may be`)
    const createdAt = new Date(parts.clock.now())
    const isNew = await insertChannel(tx, tenantId, { channelId, createdAt, subscription, target: stored })
    if (!isNew) throw nameTaken(tenantId, subscription)
    return shown(tx, channelId)
  })
}

async function replace(
  parts: ChannelParts,
  tenantId: TenantId,
  channelId: string,
  { target, ...subscription }: NotificationChannelPut,
): Promise<NotificationChannel> {
  refuseUnknownZones(subscription)
  return parts.state.forTenant(tenantId, async (tx) => {
    const before = await requireChannel(tx, channelId)
    if (target !== undefined && target.kind !== before.target.kind)
      throw new CountersignError(
        'REQUEST_INVALID',
        `target: the channel is of the kind ${before.target.kind}`,
      )
    const others = (await allChannels(tx)).filter(({ channel_id }) => channel_id !== channelId)
    if (others.some(({ name }) => name === subscription.name)) throw nameTaken(tenantId, subscription)
    const stored = target === undefined ? undefined : checkedTarget(parts, tenantId, channelId, target)
    noteAudit({
      before: audited(subscriptionOf(before), before.target),
      after: audited(subscription, stored?.shown ?? before.target),
    })
    await updateChannel(tx, channelId, subscription, stored)
    return shown(tx, channelId)
  })
}

async function remove({ state }: ChannelParts, tenantId: TenantId, channelId: string): Promise<void> {
  await state.forTenant(tenantId, async (tx) => {
    const before = await requireChannel(tx, channelId)
    noteAudit({ before: audited(subscriptionOf(before), before.target) })
    await deleteChannel(tx, channelId)
  })
}

async function test(parts: ChannelParts, tenantId: TenantId, channelId: string): Promise<TestedChannel> {
  const channel = await parts.state.forTenant(tenantId, (tx) => requireChannel(tx, channelId))
  const deliveryId = `test-${parts.newId()}`
  const result = await parts.send(tenantId, channel, {
    deliveryId,
    kind: 'test',
    messages: [testMessage(deliveryId, parts.clock.now())],
  })
  const isDelivered = result.kind === 'delivered'
  const error = result.kind === 'delivered' ? (result.note ?? null) : result.error
  noteAudit({ after: { isDelivered, error } })
  return { isDelivered, error }
}

function testMessage(messageId: string, atMs: number): Message {
  return {
    messageId,
    incidentId: 'test',
    event: 'opened',
    seq: 0,
    title: 'This is a test',
    statement: 'Somebody tested this notification channel. No incident stands behind it.',
    severity: 'informational',
    assignee: null,
    mergedInto: null,
    by: 'Countersign',
    atMs,
  }
}

function checkedTarget(
  { box, config }: ChannelParts,
  tenantId: TenantId,
  channelId: string,
  target: NewTarget,
): StoredTarget {
  const { mail, allowedHosts } = config.notification
  if (target.kind === 'email' && mail === undefined) throw new CountersignError('MAIL_NOT_SET_UP', '')
  return storedTarget(box, allowedHosts, tenantId, channelId, target)
}

function refuseUnknownZones({ quietHours, digest }: Subscription): void {
  for (const zone of [quietHours?.timeZone, digest?.timeZone]) {
    if (zone !== undefined && !isTimeZone(zone))
      throw new CountersignError('REQUEST_INVALID', `timeZone: ${zone} is no IANA time zone`)
  }
}

function nameTaken(tenantId: TenantId, { name }: Subscription): CountersignError {
  return new CountersignError('CONFLICT', `${tenantId} has a notification channel named ${name}`)
}

function audited(subscription: Subscription, target: ShownTarget) {
  return { ...subscription, target: describedTarget(target) }
}
