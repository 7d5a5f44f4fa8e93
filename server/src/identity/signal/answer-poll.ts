import type { SsfPoll, SsfPolled } from '@countersign/api/signal'
import type { JsonObject } from '@countersign/ocsf/record'
import type { Person } from '../../platform/auth/person.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { DeliverParts } from './deliver.ts'
import { finishOutbox, waitingOn } from './outbox-store.ts'
import { rightNow } from './parts.ts'
import type { PollWaiters } from './poll-waiters.ts'
import { requireStream } from './streams.ts'

type PollParts = DeliverParts & { readonly waiters: PollWaiters }

/**
 * One poll of a receiver (RFC 8936): first what it has taken and refused is noted, then it gets what waits, again and again
 * until it says so. Unless it wants to be answered at once, it waits for something to be told, at most
 * `signalPollWaitSeconds`. Errors: NOT_FOUND; CONFLICT when the stream is pushed.
 */
export async function answerPoll(
  parts: PollParts,
  tenantId: TenantId,
  by: Person,
  streamId: string,
  poll: SsfPoll,
): Promise<SsfPolled> {
  const { limits, waiters } = parts
  const mayWait = poll.returnImmediately !== true && poll.maxEvents !== 0 && limits.signalPollWaitSeconds > 0
  if (!mayWait) return (await look(parts, tenantId, by, streamId, poll)).polled
  const waiting = await waiters.begin(streamId, limits.signalPollWaitSeconds * 1000)
  try {
    const { polled, isEnabled } = await look(parts, tenantId, by, streamId, poll)
    if (!isEnabled || Object.keys(polled.sets).length > 0) return polled
    await waiting.news
    return (await look(parts, tenantId, by, streamId, { ...poll, ack: [], setErrs: {} })).polled
  } finally {
    waiting.stop()
  }
}

type Look = { readonly polled: SsfPolled; readonly isEnabled: boolean }

async function look(
  { state, limits, keys, clock }: DeliverParts,
  tenantId: TenantId,
  by: Person,
  streamId: string,
  { ack = [], setErrs = {}, maxEvents }: SsfPoll,
): Promise<Look> {
  const at = rightNow({ clock })
  const most = Math.min(maxEvents ?? limits.signalPollMaxSets, limits.signalPollMaxSets)
  const { waiting, isEnabled } = await state.forTenant(tenantId, async (tx) => {
    const stream = await requireStream(tx, by, streamId)
    if (stream.method !== 'poll') throw new CountersignError('CONFLICT', 'this stream is pushed')
    await finishOutbox(tx, streamId, ack, { status: 'delivered', at, error: null })
    for (const [jti, { err }] of Object.entries(setErrs))
      await finishOutbox(tx, streamId, [jti], { status: 'refused', at, error: err })
    const isEnabled = stream.status === 'enabled'
    return { isEnabled, waiting: isEnabled ? await waitingOn(tx, streamId, most + 1) : [] }
  })
  const given = waiting.slice(0, most)
  const more = waiting.length > most ? { moreAvailable: true } : {}
  if (given.length === 0) return { isEnabled, polled: { sets: {}, ...more } }
  const sign = await keys.signer(tenantId)
  const sets: Record<string, string> = {}
  for (const { jti, claims } of given) sets[jti] = await sign(JSON.parse(claims) as JsonObject)
  return { isEnabled, polled: { sets, ...more } }
}
