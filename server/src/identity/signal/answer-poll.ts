import type { SsfPoll, SsfPolled } from '@countersign/api/signal'
import type { JsonObject } from '@countersign/ocsf/record'
import type { Person } from '../../platform/auth/person.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { DeliverParts } from './deliver.ts'
import { finishOutbox, waitingOn } from './outbox-store.ts'
import { rightNow } from './parts.ts'
import { requireStream } from './streams.ts'

/**
 * One poll of a receiver (RFC 8936): first what it has taken and refused is noted, then it gets what waits, again and again
 * until it says so. It is answered at once: the time that a server may let `returnImmediately: false` wait is none here.
 * Errors: NOT_FOUND; CONFLICT when the stream is pushed.
 */
export async function answerPoll(
  { state, limits, keys, clock }: DeliverParts,
  tenantId: TenantId,
  by: Person,
  streamId: string,
  { ack = [], setErrs = {}, maxEvents }: SsfPoll,
): Promise<SsfPolled> {
  const at = rightNow({ clock })
  const most = Math.min(maxEvents ?? limits.signalPollMaxSets, limits.signalPollMaxSets)
  const waiting = await state.forTenant(tenantId, async (tx) => {
    const stream = await requireStream(tx, by, streamId)
    if (stream.method !== 'poll') throw new CountersignError('CONFLICT', 'this stream is pushed')
    await finishOutbox(tx, streamId, ack, { status: 'delivered', at, error: null })
    for (const [jti, { err }] of Object.entries(setErrs))
      await finishOutbox(tx, streamId, [jti], { status: 'refused', at, error: err })
    return stream.status === 'enabled' ? waitingOn(tx, streamId, most + 1) : []
  })
  const given = waiting.slice(0, most)
  if (given.length === 0) return { sets: {}, ...(waiting.length > 0 ? { moreAvailable: true } : {}) }
  const sign = await keys.signer(tenantId)
  const sets: Record<string, string> = {}
  for (const { jti, claims } of given) sets[jti] = await sign(JSON.parse(claims) as JsonObject)
  return { sets, ...(waiting.length > most ? { moreAvailable: true } : {}) }
}
