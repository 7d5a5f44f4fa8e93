import { randomUUID } from 'node:crypto'
import { type CaepEvent, caepBase } from '@countersign/authority/signal/caep-event'
import { setClaims } from '@countersign/authority/signal/security-event-token'
import { subjectOfIdentity } from '@countersign/authority/signal/subject-identity'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { deliverQueue } from './jobs.ts'
import { insertOutbox } from './outbox-store.ts'
import { issuerOf, nowSeconds, rightNow, type SignalParts } from './parts.ts'
import { tellWaiters } from './poll-waiters.ts'
import { listStreams } from './stream-store.ts'

type EmitParts = Pick<SignalParts, 'clock' | 'jobs' | 'baseUrl'>

/**
 * Puts an event on every stream that asked for it, in the transaction of the change it tells. Answers on how many. A
 * paused stream keeps it; a disabled one loses it (SSF 1.0 section 8.1.2).
 */
export async function emit(
  parts: EmitParts,
  tx: StateTransaction,
  tenantId: TenantId,
  identityKey: string,
  event: CaepEvent,
): Promise<number> {
  const streams = (await listStreams(tx)).filter(
    ({ status, events_requested }) =>
      status !== 'disabled' && events_requested.includes(caepBase + event.name),
  )
  const txn = randomUUID()
  const subject = subjectOfIdentity(identityKey)
  const common = { iss: issuerOf(parts, tenantId), iat: nowSeconds(parts), txn, subject, event }
  const rows = streams.map(({ stream_id, audience }) => {
    const jti = randomUUID()
    const claims = JSON.stringify(setClaims({ ...common, jti, aud: audience }))
    return { tenant_id: tenantId, stream_id, jti, claims, created_at: rightNow(parts) }
  })
  await insertOutbox(tx, rows)
  for (const { stream_id, method } of streams)
    if (method === 'push') await sendSoon(parts, tx, tenantId, stream_id)
    else await tellWaiters(tx, stream_id)
  return streams.length
}

export async function sendSoon(
  { jobs }: Pick<SignalParts, 'jobs'>,
  tx: StateTransaction,
  tenantId: TenantId,
  streamId: string,
): Promise<void> {
  await jobs.send(tenantId, deliverQueue, { streamId }, { tx, key: streamId })
}
