import { randomBytes } from 'node:crypto'
import type { CreatedSignalSource, SignalKeys, SignalSource, SignalSourcePut } from '@countersign/api/signal'
import { caepTypes } from '@countersign/authority/signal/caep-event'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import { hashOfSecret, newSecret } from '../../platform/auth/secret.ts'
import { checkedOutsideUrl } from '../../platform/egress/outside-address.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { issuerOf, rightNow, type SignalParts } from './parts.ts'
import {
  deleteSource,
  findSource,
  insertSource,
  listSources,
  type SourceChange,
  type SourceRow,
  updateSource,
} from './source-store.ts'

/** Transmitters that a tenant trusts. */
export type SignalSources = {
  readonly list: (tenantId: TenantId) => Promise<readonly SignalSource[]>
  /** Errors: CONFLICT, SIGNAL_ADDRESS_REFUSED, SIGNAL_SOURCE_INVALID. */
  readonly create: (tenantId: TenantId, wanted: SignalSourcePut) => Promise<CreatedSignalSource>
  /** Errors: those of `create`, and NOT_FOUND. */
  readonly replace: (tenantId: TenantId, sourceId: string, wanted: SignalSourcePut) => Promise<SignalSource>
  /** Errors: NOT_FOUND. */
  readonly remove: (tenantId: TenantId, sourceId: string) => Promise<void>
}

export function openSources(parts: SignalParts): SignalSources {
  const { state } = parts
  return {
    list: (tenantId) =>
      state.forTenant(tenantId, async (tx) =>
        (await listSources(tx)).map((row) => shown(parts, tenantId, row)),
      ),
    create: (tenantId, wanted) => create(parts, tenantId, wanted),
    replace: (tenantId, sourceId, wanted) => replace(parts, tenantId, sourceId, wanted),
    remove: (tenantId, sourceId) =>
      state.forTenant(tenantId, async (tx) => {
        if (!(await deleteSource(tx, sourceId))) throw notFound(sourceId)
      }),
  }
}

async function create(
  parts: SignalParts,
  tenantId: TenantId,
  wanted: SignalSourcePut,
): Promise<CreatedSignalSource> {
  const { state, limits } = parts
  const sourceId = `sig-${randomBytes(8).toString('hex')}`
  const token = newSecret()
  const row = {
    tenant_id: tenantId,
    source_id: sourceId,
    push_token_hash: hashOfSecret(token),
    created_at: rightNow(parts),
    ...changeOf(parts, tenantId, sourceId, wanted, undefined),
  }
  const stored = await state.forTenant(tenantId, async (tx) => {
    if ((await listSources(tx)).length >= limits.signalSourcesMax)
      throw new CountersignError('CONFLICT', `${tenantId} has ${limits.signalSourcesMax} signal sources`)
    if (!(await insertSource(tx, row))) throw nameTaken(wanted.name)
    noteAudit({ target: { signalSource: sourceId }, after: audited(row) })
    return requireSource(tx, sourceId)
  })
  return { source: shown(parts, tenantId, stored), authorizationHeader: `Bearer ${token}` }
}

async function replace(
  parts: SignalParts,
  tenantId: TenantId,
  sourceId: string,
  wanted: SignalSourcePut,
): Promise<SignalSource> {
  return parts.state.forTenant(tenantId, async (tx) => {
    const before = await requireSource(tx, sourceId)
    if ((await listSources(tx)).some(({ name, source_id }) => name === wanted.name && source_id !== sourceId))
      throw nameTaken(wanted.name)
    const change = changeOf(parts, tenantId, sourceId, wanted, before)
    noteAudit({ before: audited(before), after: audited(change) })
    await updateSource(tx, sourceId, change)
    return shown(parts, tenantId, await requireSource(tx, sourceId))
  })
}

function audited({ name, issuer, audience, jwks_uri, events_allowed, is_enabled }: SourceChange) {
  return { name, issuer, audience, jwksUri: jwks_uri, eventsAllowed: events_allowed, isEnabled: is_enabled }
}

function changeOf(
  parts: SignalParts,
  tenantId: TenantId,
  sourceId: string,
  wanted: SignalSourcePut,
  before: SourceRow | undefined,
): SourceChange {
  const { name, issuer, audience, keys, eventsAllowed, subjectPrefix, isEnabled } = wanted
  return {
    name,
    issuer,
    audience: audience ?? before?.audience ?? pushEndpointOf(parts, tenantId, sourceId),
    ...storedKeys(parts, keys),
    events_allowed: [...new Set(eventsAllowed ?? caepTypes)],
    subject_prefix: subjectPrefix,
    is_enabled: isEnabled,
    ...storedPoll(parts, tenantId, sourceId, wanted.poll, before),
  }
}

function storedKeys({ outside }: SignalParts, keys: SignalKeys): Pick<SourceChange, 'jwks_uri' | 'jwks'> {
  if (keys.kind === 'address') {
    const url = checkedOutsideUrl(keys.jwksUri, outside.allowed, 'SIGNAL_ADDRESS_REFUSED')
    return { jwks_uri: url.href, jwks: null }
  }
  for (const { kty, d, k } of keys.keys) {
    if (d !== undefined || k !== undefined)
      throw new CountersignError(
        'SIGNAL_SOURCE_INVALID',
        'keys: a private or shared key does not belong here',
      )
    if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP')
      throw new CountersignError('SIGNAL_SOURCE_INVALID', 'keys: kty has to be RSA, EC or OKP')
  }
  return { jwks_uri: null, jwks: JSON.stringify({ keys: keys.keys }) }
}

function storedPoll(
  { outside, box }: SignalParts,
  tenantId: TenantId,
  sourceId: string,
  poll: SignalSourcePut['poll'],
  before: SourceRow | undefined,
): Pick<SourceChange, 'poll_url' | 'poll_sealed'> {
  if (poll === undefined)
    return { poll_url: before?.poll_url ?? null, poll_sealed: before?.poll_sealed ?? null }
  if (poll === null) return { poll_url: null, poll_sealed: null }
  const url = checkedOutsideUrl(poll.url, outside.allowed, 'SIGNAL_ADDRESS_REFUSED')
  const { authorizationHeader } = poll
  const purpose = sourcePurpose(tenantId, sourceId)
  const sealed = authorizationHeader === undefined ? null : box.seal(purpose, authorizationHeader)
  return { poll_url: url.href, poll_sealed: sealed }
}

export function sourcePurpose(tenantId: TenantId, sourceId: string): string {
  return `signal-source/${tenantId}/${sourceId}`
}

function pushEndpointOf(parts: SignalParts, tenantId: TenantId, sourceId: string): string {
  return `${issuerOf(parts, tenantId)}/sources/${sourceId}`
}

function shown(parts: SignalParts, tenantId: TenantId, row: SourceRow): SignalSource {
  const keys: SignalKeys =
    row.jwks_uri === null
      ? { kind: 'inline', ...(JSON.parse(row.jwks ?? '{"keys":[]}') as { keys: Record<string, unknown>[] }) }
      : { kind: 'address', jwksUri: row.jwks_uri }
  return {
    id: row.source_id,
    name: row.name,
    issuer: row.issuer,
    audience: row.audience,
    keys,
    eventsAllowed: row.events_allowed,
    subjectPrefix: row.subject_prefix,
    isEnabled: row.is_enabled,
    pollUrl: row.poll_url,
    pushEndpoint: pushEndpointOf(parts, tenantId, row.source_id),
    createdAt: row.created_at.toISOString(),
    lastReceivedAt: row.last_received_at?.toISOString() ?? null,
    lastError: row.last_error,
    lastErrorAt: row.last_error_at?.toISOString() ?? null,
  }
}

async function requireSource(tx: StateTransaction, sourceId: string): Promise<SourceRow> {
  const found = await findSource(tx, sourceId)
  if (found === undefined) throw notFound(sourceId)
  return found
}

function notFound(sourceId: string): CountersignError {
  return new CountersignError('NOT_FOUND', `signal source ${sourceId.slice(0, 63)}`)
}

function nameTaken(name: string): CountersignError {
  return new CountersignError('CONFLICT', `a signal source is named ${name}`)
}
