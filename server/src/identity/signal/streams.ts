import { randomBytes, randomUUID } from 'node:crypto'
import type { NewSsfStream, SsfStatus, SsfStream, SsfStreamPatch } from '@countersign/api/signal'
import { caepTypes, streamUpdatedType, verificationType } from '@countersign/authority/signal/caep-event'
import type { JsonObject } from '@countersign/ocsf/record'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import type { Person } from '../../platform/auth/person.ts'
import { checkedOutsideUrl } from '../../platform/egress/outside-address.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { sendSoon } from './emit.ts'
import { dropWaiting, insertOutbox } from './outbox-store.ts'
import { issuerOf, nowSeconds, rightNow, type SignalParts } from './parts.ts'
import { tellWaiters } from './poll-waiters.ts'
import {
  deleteStream,
  findStream,
  insertStream,
  listStreams,
  type StreamRow,
  setStatus,
  updateStream,
} from './stream-store.ts'

export const pushMethod = 'urn:ietf:rfc:8935'
export const pollMethod = 'urn:ietf:rfc:8936'
const verificationMinSeconds = 60

/**
 * Stream management: SSF 1.0 section 8. A receiver with an API key sees the streams it made, and no others; people see all
 * of the tenant's.
 */
export type Streams = {
  readonly list: (tenantId: TenantId, by: Person) => Promise<readonly SsfStream[]>
  /** `undefined`: the only one. Errors: NOT_FOUND. */
  readonly get: (tenantId: TenantId, by: Person, streamId: string | undefined) => Promise<SsfStream>
  /** Errors: CONFLICT beyond signalStreamsMax, SIGNAL_ADDRESS_REFUSED, REQUEST_INVALID. */
  readonly create: (tenantId: TenantId, by: Person, wanted: NewSsfStream) => Promise<SsfStream>
  /** `whole`: what is left out goes back to what a new stream has. Errors: those of `create`, and NOT_FOUND. */
  readonly change: (
    tenantId: TenantId,
    by: Person,
    change: SsfStreamPatch,
    whole: boolean,
  ) => Promise<SsfStream>
  /** Errors: NOT_FOUND. */
  readonly remove: (tenantId: TenantId, by: Person, streamId: string) => Promise<void>
  /** Errors: NOT_FOUND. */
  readonly status: (tenantId: TenantId, by: Person, streamId: string | undefined) => Promise<SsfStatus>
  /** Errors: NOT_FOUND. */
  readonly setStatus: (tenantId: TenantId, by: Person, status: SsfStatus) => Promise<SsfStatus>
  /** Errors: NOT_FOUND; RATE_LIMITED when asked again within a minute. */
  readonly verify: (
    tenantId: TenantId,
    by: Person,
    streamId: string,
    state: string | undefined,
  ) => Promise<void>
}

export function openStreams(parts: SignalParts): Streams {
  const { state } = parts
  const one = async (tx: StateTransaction, by: Person, streamId: string | undefined) =>
    streamId === undefined ? onlyStream(tx, by) : requireStream(tx, by, streamId)
  return {
    list: (tenantId, by) =>
      state.forTenant(tenantId, async (tx) =>
        (await listStreams(tx, ownerOf(by))).map((row) => shown(parts, tenantId, row)),
      ),
    get: (tenantId, by, streamId) =>
      state.forTenant(tenantId, async (tx) => shown(parts, tenantId, await one(tx, by, streamId))),
    create: (tenantId, by, wanted) => create(parts, tenantId, by, wanted),
    change: (tenantId, by, wanted, whole) => change(parts, tenantId, by, wanted, whole),
    remove: (tenantId, by, streamId) =>
      state.forTenant(tenantId, async (tx) => {
        await requireStream(tx, by, streamId)
        noteAudit({ target: { stream: streamId } })
        await deleteStream(tx, streamId)
      }),
    status: (tenantId, by, streamId) =>
      state.forTenant(tenantId, async (tx) => statusOf(await one(tx, by, streamId))),
    setStatus: (tenantId, by, status) => changeStatus(parts, tenantId, by, status),
    verify: (tenantId, by, streamId, text) => verify(parts, tenantId, by, streamId, text),
  }
}

/** Undefined: everybody's. */
function ownerOf({ role, personId }: Person): string | undefined {
  return role === 'api-key' ? personId : undefined
}

/** A stream of this receiver. Errors: NOT_FOUND, the same for one of another. */
export async function requireStream(tx: StateTransaction, by: Person, streamId: string): Promise<StreamRow> {
  const found = await findStream(tx, streamId)
  const owner = ownerOf(by)
  if (found === undefined || (owner !== undefined && owner !== found.receiver_id))
    throw new CountersignError('NOT_FOUND', `stream ${streamId.slice(0, 63)}`)
  return found
}

async function onlyStream(tx: StateTransaction, by: Person): Promise<StreamRow> {
  const [only, ...others] = await listStreams(tx, ownerOf(by))
  if (only === undefined || others.length > 0)
    throw new CountersignError('REQUEST_INVALID', 'stream_id: name one of the streams')
  return only
}

async function create(
  parts: SignalParts,
  tenantId: TenantId,
  by: Person,
  wanted: NewSsfStream,
): Promise<SsfStream> {
  const { state, limits } = parts
  const streamId = `st-${randomBytes(8).toString('hex')}`
  const row = {
    tenant_id: tenantId,
    stream_id: streamId,
    receiver_id: by.personId,
    receiver: by.name,
    ...receiverSupplied(parts, tenantId, streamId, wanted),
    status: 'enabled' as const,
    reason: null,
    created_at: rightNow(parts),
  }
  return state.forTenant(tenantId, async (tx) => {
    if ((await listStreams(tx)).length >= limits.signalStreamsMax)
      throw new CountersignError('CONFLICT', `${tenantId} has ${limits.signalStreamsMax} streams`)
    noteAudit({ target: { stream: streamId }, after: audited(row) })
    await insertStream(tx, row)
    return shown(parts, tenantId, await requireStream(tx, by, streamId))
  })
}

async function change(
  parts: SignalParts,
  tenantId: TenantId,
  by: Person,
  { stream_id: streamId, ...wanted }: SsfStreamPatch,
  whole: boolean,
): Promise<SsfStream> {
  return parts.state.forTenant(tenantId, async (tx) => {
    const before = await requireStream(tx, by, streamId)
    const all = receiverSupplied(parts, tenantId, streamId, wanted)
    const { events_requested, description, ...delivery } = all
    const changed = whole
      ? all
      : {
          ...(wanted.events_requested === undefined ? {} : { events_requested }),
          ...(wanted.description === undefined ? {} : { description }),
          ...(wanted.delivery === undefined ? {} : delivery),
        }
    noteAudit({
      target: { stream: streamId },
      before: audited(before),
      after: audited({ ...before, ...changed }),
    })
    await updateStream(tx, streamId, changed)
    return shown(parts, tenantId, await requireStream(tx, by, streamId))
  })
}

function audited({
  method,
  events_requested,
  endpoint_url,
}: Pick<StreamRow, 'method' | 'events_requested' | 'endpoint_url'>) {
  const origin = endpoint_url === null ? null : new URL(endpoint_url).origin
  return { method, events: events_requested, to: origin }
}

/** `aud` cannot be updated (SSF 1.0 section 8.1.1): a stream has its own, whatever becomes of its delivery. */
function receiverSupplied(
  parts: SignalParts,
  tenantId: TenantId,
  streamId: string,
  { delivery, description, events_requested }: NewSsfStream,
) {
  return {
    audience: audienceOf(parts, tenantId, streamId),
    events_requested: [...(events_requested ?? caepTypes)],
    description: description ?? null,
    ...deliveryOf(parts, tenantId, streamId, delivery),
  }
}

function audienceOf(parts: SignalParts, tenantId: TenantId, streamId: string): string {
  return `${issuerOf(parts, tenantId)}/streams/${streamId}`
}

/** Without one: poll (SSF 1.0 section 8.1.1.1). */
function deliveryOf(
  { outside, box }: SignalParts,
  tenantId: TenantId,
  streamId: string,
  delivery: NewSsfStream['delivery'],
): Pick<StreamRow, 'method' | 'endpoint_url' | 'sealed'> {
  if (delivery === undefined || delivery.method === pollMethod)
    return { method: 'poll', endpoint_url: null, sealed: null }
  const { endpoint_url, authorization_header } = delivery
  if (endpoint_url === undefined)
    throw new CountersignError('REQUEST_INVALID', 'delivery.endpoint_url: push needs it')
  const url = checkedOutsideUrl(endpoint_url, outside.allowed, 'SIGNAL_ADDRESS_REFUSED')
  const sealed =
    authorization_header === undefined
      ? null
      : box.seal(streamPurpose(tenantId, streamId), authorization_header)
  return { method: 'push', endpoint_url: url.href, sealed }
}

export function streamPurpose(tenantId: TenantId, streamId: string): string {
  return `signal-stream/${tenantId}/${streamId}`
}

function shown(parts: SignalParts, tenantId: TenantId, row: StreamRow): SsfStream {
  const pollUrl = `${issuerOf(parts, tenantId)}/poll/${row.stream_id}`
  return {
    stream_id: row.stream_id,
    iss: issuerOf(parts, tenantId),
    aud: row.audience,
    delivery: {
      method: row.method === 'push' ? pushMethod : pollMethod,
      endpoint_url: row.endpoint_url ?? pollUrl,
    },
    events_supported: [...caepTypes],
    events_requested: row.events_requested,
    events_delivered: row.events_requested.filter((type) => caepTypes.includes(type)),
    min_verification_interval: verificationMinSeconds,
    ...(row.description === null ? {} : { description: row.description }),
  }
}

function statusOf({ stream_id, status, reason }: StreamRow): SsfStatus {
  return { stream_id, status, ...(reason === null ? {} : { reason }) }
}

/** A receiver that disabled its stream gets nothing of what waited; one that paused it gets it later. */
async function changeStatus(
  parts: SignalParts,
  tenantId: TenantId,
  by: Person,
  { stream_id: streamId, status, reason }: SsfStatus,
): Promise<SsfStatus> {
  return parts.state.forTenant(tenantId, async (tx) => {
    const before = await requireStream(tx, by, streamId)
    noteAudit({ target: { stream: streamId }, before: { status: before.status }, after: { status, reason } })
    await setStatus(tx, streamId, status, reason ?? null)
    if (status === 'disabled') await dropWaiting(tx, streamId)
    else if (before.status !== status)
      await tellStream(parts, tx, tenantId, before, streamUpdatedType, {
        status,
        ...(reason === undefined ? {} : { reason }),
      })
    return { stream_id: streamId, status, ...(reason === undefined ? {} : { reason }) }
  })
}

async function verify(
  parts: SignalParts,
  tenantId: TenantId,
  by: Person,
  streamId: string,
  text: string | undefined,
): Promise<void> {
  await parts.state.forTenant(tenantId, async (tx) => {
    const stream = await requireStream(tx, by, streamId)
    const waited = (parts.clock.now() - (stream.verified_at?.getTime() ?? 0)) / 1000
    if (waited < verificationMinSeconds)
      throw new CountersignError('RATE_LIMITED', `min_verification_interval is ${verificationMinSeconds}`, {
        retryAfterSeconds: Math.ceil(verificationMinSeconds - waited),
      })
    await updateStream(tx, streamId, { verified_at: rightNow(parts) })
    const payload: JsonObject = text === undefined ? {} : { state: text }
    await tellStream(parts, tx, tenantId, stream, verificationType, payload)
  })
}

/** SSF 1.0 sections 8.1.4.1 and 8.1.5: an event about the stream itself, whatever events were asked for. */
async function tellStream(
  parts: SignalParts,
  tx: StateTransaction,
  tenantId: TenantId,
  { stream_id, audience, method }: StreamRow,
  type: string,
  payload: JsonObject,
): Promise<void> {
  const jti = randomUUID()
  const claims = {
    iss: issuerOf(parts, tenantId),
    jti,
    iat: nowSeconds(parts),
    aud: audience,
    sub_id: { format: 'opaque', id: stream_id },
    events: { [type]: payload },
  }
  const row = { tenant_id: tenantId, stream_id, jti, created_at: rightNow(parts) }
  await insertOutbox(tx, [{ ...row, claims: JSON.stringify(claims) }])
  if (method === 'push') await sendSoon(parts, tx, tenantId, stream_id)
  else await tellWaiters(tx, stream_id)
}
