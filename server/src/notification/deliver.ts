import type { Clock } from '../platform/clock.ts'
import type { Jobs } from '../platform/jobs/jobs.ts'
import type { Limits } from '../platform/limits.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import {
  type ChannelRow,
  findChannel,
  leaseChannel,
  noteFailure,
  noteSuccess,
  renewLease,
  restChannel,
} from './channel-store.ts'
import { deliverQueue } from './jobs.ts'
import { digestId } from './message.ts'
import { finishMessages, type MessageRow, messageOf, nextDue, noteAttempt } from './message-store.ts'
import type { SendDelivery } from './send-delivery.ts'
import type { SendResult } from './send-result.ts'

export type DeliverParts = {
  readonly state: State
  readonly clock: Clock
  readonly jobs: Jobs
  readonly limits: Limits
  readonly send: SendDelivery
}

/** Messages of one digest; more make a second one. */
const digestMaxMessages = 1000
const backoffFirstSeconds = 5
/** Beyond what one attempt may take: writing down how it went. */
const leaseMarginSeconds = 30

/**
 * Sends what is due on one channel, one after another, until nothing is, an attempt fails or the process stops. One process
 * at a time does it for a channel, and channels do not wait for each other. A crash between the sending and the note of it
 * sends again, with the same id.
 */
export async function deliverDue(
  parts: DeliverParts,
  tenantId: TenantId,
  channelId: string,
  signal?: AbortSignal,
): Promise<void> {
  const { state, clock } = parts
  const channel = await state.forTenant(tenantId, (tx) =>
    leaseChannel(tx, channelId, new Date(clock.now()), leaseEnd(parts)),
  )
  if (channel === undefined) return
  while (signal?.aborted !== true) if (!(await deliverNext(parts, tenantId, channelId))) return
  await state.forTenant(tenantId, (tx) => renewLease(tx, channelId, undefined))
}

function leaseEnd({ clock, limits }: DeliverParts): Date {
  return new Date(clock.now() + (limits.notificationTimeoutSeconds + leaseMarginSeconds) * 1000)
}

/** False when there is nothing more to do for now; the lease is given back then. */
async function deliverNext(parts: DeliverParts, tenantId: TenantId, channelId: string): Promise<boolean> {
  const { state } = parts
  const next = await state.forTenant(tenantId, (tx) => nextOf(parts, tx, channelId))
  if (next === undefined) return false
  const { channel, rows, first } = next
  const ids = rows.map(({ message_id }) => message_id)
  const deliveryId = first.is_digest ? digestId(tenantId, channelId, ids) : first.message_id
  const kind = first.is_digest ? 'digest' : 'single'
  const result = await parts.send(tenantId, channel, { deliveryId, kind, messages: rows.map(messageOf) })
  return state.forTenant(tenantId, (tx) => settle(parts, tx, { tenantId, channelId, rows, result }))
}

type Next = {
  readonly channel: ChannelRow
  readonly rows: readonly MessageRow[]
  readonly first: MessageRow
}

/**
 * The channel as it is now: it may have been changed, switched off or removed since the last message. Whoever adds one
 * after the lease was given back finds the channel free; what comes in between is found by the sweep.
 */
async function nextOf(
  parts: DeliverParts,
  tx: StateTransaction,
  channelId: string,
): Promise<Next | undefined> {
  const channel = await findChannel(tx, channelId)
  const isOn = channel?.is_enabled === true
  const rows = isOn ? await nextDue(tx, channelId, new Date(parts.clock.now()), digestMaxMessages) : []
  const [first] = rows
  await renewLease(tx, channelId, first === undefined ? undefined : leaseEnd(parts))
  return channel === undefined || first === undefined ? undefined : { channel, rows, first }
}

type Attempt = {
  readonly tenantId: TenantId
  readonly channelId: string
  readonly rows: readonly MessageRow[]
  readonly result: SendResult
}

async function settle(parts: DeliverParts, tx: StateTransaction, attempt: Attempt): Promise<boolean> {
  const { channelId, rows, result } = attempt
  const at = new Date(parts.clock.now())
  const ids = rows.map(({ message_id }) => message_id)
  switch (result.kind) {
    case 'delivered':
      await finishMessages(tx, ids, { status: 'delivered', at, error: result.note ?? null })
      await noteSuccess(tx, channelId, at)
      return true
    case 'refused':
      await finishMessages(tx, ids, { status: 'refused', at, error: result.error })
      await noteFailure(tx, channelId, { at, error: result.error })
      return true
    case 'failed':
      await pause(parts, tx, attempt, result)
      return false
  }
}

/** Gives up on what was tried for too long, and lets the channel rest before its next attempt. */
async function pause(
  { clock, jobs, limits }: DeliverParts,
  tx: StateTransaction,
  { tenantId, channelId, rows }: Attempt,
  { error, retryAfterSeconds }: Extract<SendResult, { kind: 'failed' }>,
): Promise<void> {
  const now = clock.now()
  const at = new Date(now)
  const tooOld = now - limits.notificationGiveUpSeconds * 1000
  const ids = (some: readonly MessageRow[]) => some.map(({ message_id }) => message_id)
  await finishMessages(tx, ids(rows.filter(({ due_at }) => due_at.getTime() <= tooOld)), {
    status: 'given-up',
    at,
    error,
  })
  await noteAttempt(tx, ids(rows.filter(({ due_at }) => due_at.getTime() > tooOld)), error)
  const failures = await noteFailure(tx, channelId, { at, error })
  const seconds = pauseSeconds(failures, retryAfterSeconds, limits.notificationPauseMaxSeconds)
  await restChannel(tx, channelId, new Date(now + seconds * 1000))
  await jobs.send(tenantId, deliverQueue, { channelId }, { tx, key: channelId, startAfterSeconds: seconds })
}

/** 5, 10, 20 … seconds, or what the receiver asks for when that is longer; never more than the limit. */
export function pauseSeconds(
  failures: number,
  retryAfterSeconds: number | undefined,
  maxSeconds: number,
): number {
  const backoff = backoffFirstSeconds * 2 ** Math.min(failures - 1, 30)
  return Math.min(Math.max(backoff, retryAfterSeconds ?? 0), maxSeconds)
}
