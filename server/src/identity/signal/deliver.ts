import type { JsonObject } from '@countersign/ocsf/record'
import { askOutside, type OutsideAnswer, retryAfterSeconds } from '../../platform/egress/ask-outside.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { deliverQueue } from './jobs.ts'
import { finishOutbox, noteAttempt, type OutboxRow, waitingOn } from './outbox-store.ts'
import { rightNow, type SignalParts } from './parts.ts'
import type { SigningKeys } from './signing-keys.ts'
import {
  findStream,
  leaseStream,
  noteFailure,
  noteSuccess,
  renewLease,
  restStream,
  type StreamRow,
} from './stream-store.ts'
import { streamPurpose } from './streams.ts'

export type DeliverParts = SignalParts & { readonly keys: SigningKeys }

const backoffFirstSeconds = 5
/** Beyond what one attempt may take: writing down how it went. */
const leaseMarginSeconds = 30
const answerMaxBytes = 16 * 1024

/**
 * Pushes what waits on one stream (RFC 8935), one after another, until nothing does, an attempt fails or the process stops.
 * One process at a time does it for a stream. A crash between the sending and the note of it sends again, with the same jti.
 */
export async function deliverStream(
  parts: DeliverParts,
  tenantId: TenantId,
  streamId: string,
  signal?: AbortSignal,
): Promise<void> {
  const leased = await parts.state.forTenant(tenantId, (tx) =>
    leaseStream(tx, streamId, rightNow(parts), leaseEnd(parts)),
  )
  if (leased === undefined) return
  const sign = await parts.keys.signer(tenantId)
  while (signal?.aborted !== true) {
    const next = await nextOf(parts, tenantId, streamId)
    if (next === undefined) return
    const compact = await sign(JSON.parse(next.row.claims) as JsonObject)
    const answer = await push(parts, tenantId, next.stream, compact)
    if (!(await settle(parts, tenantId, next.row, answer))) return
  }
  await parts.state.forTenant(tenantId, (tx) => renewLease(tx, streamId, null))
}

function leaseEnd({ clock, limits }: SignalParts): Date {
  return new Date(clock.now() + (limits.signalTimeoutSeconds + leaseMarginSeconds) * 1000)
}

type Next = { readonly stream: StreamRow; readonly row: OutboxRow }

/** The stream as it is now: it may have been changed, paused or removed since the last one. Undefined: the lease is given back. */
async function nextOf(parts: SignalParts, tenantId: TenantId, streamId: string): Promise<Next | undefined> {
  return parts.state.forTenant(tenantId, async (tx) => {
    const stream = await findStream(tx, streamId)
    const isOn = stream?.status === 'enabled' && stream.method === 'push'
    const [row] = isOn ? await waitingOn(tx, streamId, 1) : []
    await renewLease(tx, streamId, row === undefined ? null : leaseEnd(parts))
    return stream === undefined || row === undefined ? undefined : { stream, row }
  })
}

function push(
  { outside, box }: SignalParts,
  tenantId: TenantId,
  { stream_id, endpoint_url, sealed }: StreamRow,
  compact: string,
): Promise<OutsideAnswer> {
  const authorization = sealed === null ? undefined : box.open(streamPurpose(tenantId, stream_id), sealed)
  return askOutside(outside, { tenantId, purpose: 'signal' }, endpoint_url ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/secevent+jwt',
      accept: 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: compact,
    answerMaxBytes,
  })
}

/** Errors of which the same SET would meet again (RFC 8935 section 2.4); a failed authentication may be mended. */
const refusals: ReadonlySet<unknown> = new Set([
  'invalid_request',
  'invalid_key',
  'invalid_issuer',
  'invalid_audience',
])

function refusalIn({ status, text }: Extract<OutsideAnswer, { kind: 'answered' }>): string | undefined {
  if (status !== 400 && status !== 413) return undefined
  try {
    const { err } = JSON.parse(text) as { readonly err?: unknown }
    return refusals.has(err) ? String(err) : undefined
  } catch {
    return undefined
  }
}

/** False when there is nothing more to do for now; the lease is given back then. */
async function settle(
  parts: SignalParts,
  tenantId: TenantId,
  { stream_id, jti, created_at }: OutboxRow,
  answer: OutsideAnswer,
): Promise<boolean> {
  const { state, clock } = parts
  const at = rightNow(parts)
  if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300)
    return state.forTenant(tenantId, async (tx) => {
      await finishOutbox(tx, stream_id, [jti], { status: 'delivered', at, error: null })
      await noteSuccess(tx, stream_id)
      return true
    })
  const refusal = answer.kind === 'answered' ? refusalIn(answer) : undefined
  if (refusal !== undefined)
    return state.forTenant(tenantId, async (tx) => {
      await finishOutbox(tx, stream_id, [jti], { status: 'refused', at, error: refusal })
      await noteFailure(tx, stream_id, refusal)
      return true
    })
  const error = answer.kind === 'failed' ? answer.error : `the receiver answered ${answer.status}`
  const asked = answer.kind === 'failed' ? undefined : answer.retryAfter
  const waitSeconds = asked === undefined ? 0 : (retryAfterSeconds(asked, clock.now()) ?? 0)
  await pause(parts, tenantId, { stream_id, jti, created_at }, { error, waitSeconds })
  return false
}

type Failure = { readonly error: string; readonly waitSeconds: number }

/** Lets the stream rest: 5, 10, 20 … seconds, or what the receiver asks for when that is longer. */
async function pause(
  { state, clock, jobs, limits }: SignalParts,
  tenantId: TenantId,
  { stream_id, jti }: Pick<OutboxRow, 'stream_id' | 'jti' | 'created_at'>,
  { error, waitSeconds }: Failure,
): Promise<void> {
  await state.forTenant(tenantId, async (tx) => {
    await noteAttempt(tx, stream_id, jti, error)
    const failures = await noteFailure(tx, stream_id, error)
    const backoff = backoffFirstSeconds * 2 ** Math.min(failures - 1, 30)
    const seconds = Math.min(Math.max(backoff, waitSeconds), limits.signalPauseMaxSeconds)
    await restStream(tx, stream_id, new Date(clock.now() + seconds * 1000))
    const later = { tx, key: stream_id, startAfterSeconds: seconds }
    await jobs.send(tenantId, deliverQueue, { streamId: stream_id }, later)
  })
}
