import { createHash, timingSafeEqual } from 'node:crypto'
import type { CaepEvent, SignalEvent } from '@countersign/authority/signal/caep-event'
import type { SecurityEventToken, SetRefusal } from '@countersign/authority/signal/security-event-token'
import { identityOfSubject } from '@countersign/authority/signal/subject-identity'
import { hashOfSecret } from '../../platform/auth/secret.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { storeQueue } from './jobs.ts'
import { rightNow, type SignalParts } from './parts.ts'
import { insertReceived } from './received-store.ts'
import { putRisk } from './risk-store.ts'
import { findSource, noteReceived, noteSourceError, type SourceRow } from './source-store.ts'
import type { TransmitterKeys } from './transmitter-keys.ts'
import { verifySet } from './verify-set.ts'

export type ReceiveParts = SignalParts & { readonly transmitterKeys: TransmitterKeys }

/** `taken` is durable. */
export type Reception =
  | { readonly kind: 'taken'; readonly jti: string }
  | { readonly kind: 'refused'; readonly refusal: SetRefusal; readonly jti: string | undefined }

const unknownTransmitter: SetRefusal = {
  err: 'authentication_failed',
  description: 'the Authorization header is not that of a signal source',
}

/** The source that a push is for, when its token is right; nothing tells whether the source or the token was wrong. */
export async function authenticatePush(
  { state, tenantIds }: ReceiveParts,
  tenant: string,
  sourceId: string,
  authorization: string | undefined,
): Promise<SourceRow | SetRefusal> {
  const tenantId = (await tenantIds()).find((one) => one === tenant)
  const token = /^bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1]
  if (tenantId === undefined || token === undefined) return unknownTransmitter
  const source = await state.forTenant(tenantId, (tx) => findSource(tx, sourceId))
  if (source === undefined || !timingSafeEqual(source.push_token_hash, hashOfSecret(token)))
    return unknownTransmitter
  return source.is_enabled
    ? source
    : { err: 'access_denied', description: 'this signal source is switched off' }
}

/** Verifies one SET and makes it durable. Errors: STATE_DOWN, SIGNAL_KEYS_UNREACHABLE: the transmitter tries again. */
export async function receiveSet(
  parts: ReceiveParts,
  source: SourceRow,
  compact: string,
): Promise<Reception> {
  const { state, limits } = parts
  const tenantId = source.tenant_id as TenantId
  if (compact.length > limits.signalSetMaxBytes)
    return refused(parts, source, {
      err: 'invalid_request',
      description: `a SET has at most ${limits.signalSetMaxBytes} bytes`,
    })
  const verified = await verifySet(parts, source, compact)
  if (verified.ok === 'later') {
    await noteError(parts, source, verified.error)
    throw new CountersignError('SIGNAL_KEYS_UNREACHABLE', verified.error)
  }
  if (!verified.ok) return refused(parts, source, verified.refusal)
  const { set, payload } = verified
  if (!set.events.some((event) => isAllowed(source, event)))
    return refused(
      parts,
      source,
      { err: 'invalid_request', description: 'no event type of this SET is taken from this source' },
      set.jti,
    )
  const outcome = await state.forTenant(tenantId, (tx) =>
    keep(parts, tx, source, { set, compact, contentHash: createHash('sha256').update(payload).digest() }),
  )
  if (outcome !== 'other') return { kind: 'taken', jti: set.jti }
  const reused = { err: 'invalid_request', description: 'this jti was used for another SET' } as const
  return refused(parts, source, reused, set.jti)
}

function isAllowed({ events_allowed }: SourceRow, { kind, type }: SignalEvent): boolean {
  return kind === 'verification' || kind === 'stream-updated' || events_allowed.includes(type)
}

type Kept = { readonly set: SecurityEventToken; readonly compact: string; readonly contentHash: Buffer }

/** One transaction: the SET, what follows from it, and the job that brings it into the lake. */
async function keep(
  parts: ReceiveParts,
  tx: StateTransaction,
  source: SourceRow,
  { set, compact, contentHash }: Kept,
): Promise<'new' | 'same' | 'other'> {
  const tenantId = source.tenant_id as TenantId
  const { issuer, subject_prefix } = source
  const events = set.events.filter((event) => isAllowed(source, event))
  const { identityKeys } = identityOfSubject(set.subject, { issuer, subjectPrefix: subject_prefix })
  const outcome = await insertReceived(tx, {
    tenant_id: tenantId,
    source_id: source.source_id,
    jti: set.jti,
    compact,
    content_hash: contentHash,
    identity_keys: [...identityKeys],
    events: JSON.stringify(events),
    event_at: eventTime(set, events),
    received_at: rightNow(parts),
  })
  if (outcome !== 'new') return outcome
  for (const event of events)
    if (event.kind === 'caep') await applyRisk(parts, tx, source, { set, event: event.event, identityKeys })
  await noteReceived(tx, source.source_id, rightNow(parts))
  await parts.jobs.send(tenantId, storeQueue, {}, { tx })
  return outcome
}

function eventTime(set: SecurityEventToken, events: readonly SignalEvent[]): Date {
  const stated = events.flatMap((event) => (event.kind === 'caep' ? (event.event.eventTimestamp ?? []) : []))
  return new Date(Math.max(...(stated.length > 0 ? stated : [set.iat])) * 1000)
}

/** Risk of a device, a session or a whole tenant is not the risk of the identity that the subject names beside it. */
const otherPrincipals: ReadonlySet<string> = new Set(['DEVICE', 'SESSION', 'TENANT', 'ORG_UNIT', 'GROUP'])

async function applyRisk(
  { clock }: Pick<ReceiveParts, 'clock'>,
  tx: StateTransaction,
  source: SourceRow,
  {
    set,
    event,
    identityKeys,
  }: {
    readonly set: SecurityEventToken
    readonly event: CaepEvent
    readonly identityKeys: readonly string[]
  },
): Promise<void> {
  if (event.name !== 'risk-level-change' || otherPrincipals.has(event.principal)) return
  for (const identityKey of identityKeys)
    await putRisk(tx, source.tenant_id as TenantId, {
      identityKey,
      level: event.currentLevel,
      reason: (event.riskReason ?? Object.values(event.reasonAdmin ?? {})[0] ?? 'not stated').replaceAll(
        '\0',
        '',
      ),
      toldBy: source.issuer,
      sourceId: source.source_id,
      // A time that has not come would keep every later word out.
      changedAt: new Date(Math.min((event.eventTimestamp ?? set.iat) * 1000, clock.now())),
    })
}

async function refused(
  parts: ReceiveParts,
  source: SourceRow,
  refusal: SetRefusal,
  jti?: string,
): Promise<Reception> {
  await noteError(parts, source, `${refusal.err}: ${refusal.description}`)
  return { kind: 'refused', refusal, jti }
}

async function noteError(parts: ReceiveParts, source: SourceRow, error: string): Promise<void> {
  const text = error.replaceAll('\0', '')
  await parts.state.forTenant(source.tenant_id as TenantId, (tx) =>
    noteSourceError(tx, source.source_id, text, rightNow(parts)),
  )
}
