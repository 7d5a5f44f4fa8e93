import { randomBytes } from 'node:crypto'
import { CountersignError, type ErrorCode } from '../platform/errors.ts'
import type { Platform } from '../platform/platform.ts'
import type { Region, SourceId, TenantId } from '../platform/tenancy/tenant-id.ts'
import { allGroups, deleteGroup, putGroup, type TenantGroup } from './group-store.ts'
import { type KeyCache, keyCache } from './key-cache.ts'
import { hashOfSourceKey, newSourceKey } from './source-key.ts'
import { keyOf, noRates, type SourceRates, sourceRates } from './source-rates.ts'
import {
  findKey,
  findSource,
  insertSource,
  revokeSource,
  type StoredSource,
  sourcesInSight,
} from './source-store.ts'
import { allTenants, insertTenant, type StoredTenant } from './tenant-store.ts'

export type { TenantGroup } from './group-store.ts'

/** Everything that may be known of a sender, and it comes from the key alone. */
export type AuthenticatedSource = {
  readonly kind: 'source'
  readonly tenantId: TenantId
  readonly region: Region
  readonly sourceId: SourceId
  readonly sourceName: string
  /** `auto` or a format name of packages/ocsf. */
  readonly format: string
}
export type KeyRefusal = {
  readonly kind: 'refused'
  readonly code: Extract<ErrorCode, 'SOURCE_KEY_WRONG' | 'SOURCE_KEY_REVOKED' | 'REGION_WALL'>
}

export type SourceWithRates = { readonly source: StoredSource; readonly rates: SourceRates }
export type CreatedKey = { readonly source: StoredSource; readonly key: string }

export type TenancyService = {
  readonly tenants: () => Promise<readonly StoredTenant[]>
  readonly tenantIds: () => Promise<readonly TenantId[]>
  /** Errors: TENANT_EXISTS. */
  readonly createTenant: (tenantId: TenantId, name: string) => Promise<StoredTenant>
  readonly groups: () => Promise<readonly TenantGroup[]>
  /** Makes or replaces. Errors: CONFLICT when another group has the name. */
  readonly putGroup: (groupId: string, name: string, tenantIds: readonly TenantId[]) => Promise<TenantGroup>
  /** Errors: NOT_FOUND. */
  readonly deleteGroup: (groupId: string) => Promise<void>
  readonly sources: (tenantIds: readonly TenantId[]) => Promise<readonly SourceWithRates[]>
  readonly source: (tenantId: TenantId, sourceId: SourceId) => Promise<StoredSource | undefined>
  /** Errors: CONFLICT when the name is in use. The key is in this answer and nowhere else. */
  readonly createSource: (tenantId: TenantId, name: string, format: string) => Promise<CreatedKey>
  /** Errors: NOT_FOUND. Takes effect at once here, and within sourceKeyCacheSeconds everywhere. */
  readonly revokeSource: (tenantId: TenantId, sourceId: SourceId) => Promise<void>
  /** Errors: STATE_DOWN. */
  readonly authenticateSourceKey: (key: string) => Promise<AuthenticatedSource | KeyRefusal>
  readonly close: () => Promise<void>
}

const channel = 'tenancy_changed'

type Parts = Pick<Platform, 'state' | 'lake' | 'clock' | 'region' | 'config'>

export async function openTenancy(parts: Parts): Promise<TenancyService> {
  const { state, clock, config } = parts
  const { sourceKeyCacheMax, sourceKeyCacheSeconds } = config.limits
  const keys = keyCache<AuthenticatedSource | KeyRefusal>(clock, sourceKeyCacheMax, sourceKeyCacheSeconds)
  const registers = keyCache<readonly StoredTenant[]>(clock, 1, sourceKeyCacheSeconds)
  const grouped = keyCache<readonly TenantGroup[]>(clock, 1, sourceKeyCacheSeconds)
  const forget = () => {
    keys.clear()
    registers.clear()
    grouped.clear()
  }
  const stopListening = await state.listen(channel, forget)
  const changed = async (what: string) => {
    forget()
    await state.notify(channel, what)
  }
  const tenants = () => remembered(registers, 'all', () => state.asOperator(allTenants))
  return {
    tenants,
    tenantIds: async () => (await tenants()).map(({ tenantId }) => tenantId),
    groups: () => remembered(grouped, 'all', () => state.asOperator(allGroups)),
    ...groupWrites(parts, changed),
    ...writes(parts, changed),
    sources: (tenantIds) => sourcesWithRates(parts, tenantIds),
    source: (tenantId, sourceId) => state.forTenant(tenantId, (tx) => findSource(tx, sourceId)),
    authenticateSourceKey: (key) => authenticate(parts, keys, key),
    close: stopListening,
  }
}

function groupWrites(
  { state, clock }: Parts,
  changed: (what: string) => Promise<void>,
): Pick<TenancyService, 'putGroup' | 'deleteGroup'> {
  return {
    putGroup: async (groupId, name, tenantIds) => {
      const group = { groupId, name, tenantIds, createdAt: new Date(clock.now()) }
      const stored = await state.asOperator(async (tx) => {
        if (!(await putGroup(tx, group))) throw new CountersignError('CONFLICT', `a group is named ${name}`)
        return (await allGroups(tx)).find((one) => one.groupId === groupId) as TenantGroup
      })
      await changed(groupId)
      return stored
    },
    deleteGroup: async (groupId) => {
      const gone = await state.asOperator((tx) => deleteGroup(tx, groupId))
      if (!gone) throw new CountersignError('NOT_FOUND', `group ${groupId}`)
      await changed(groupId)
    },
  }
}

type Writes = Pick<TenancyService, 'createTenant' | 'createSource' | 'revokeSource'>

function writes({ state, clock, region }: Parts, changed: (what: string) => Promise<void>): Writes {
  return {
    createTenant: async (tenantId, name) => {
      const tenant = { tenantId, name, region, createdAt: new Date(clock.now()) }
      const stored = await state.asOperator(async (tx) => {
        if (!(await insertTenant(tx, tenant))) throw new CountersignError('TENANT_EXISTS', tenantId)
        return (await allTenants(tx)).find((one) => one.tenantId === tenantId) as StoredTenant
      })
      await changed(tenantId)
      return stored
    },
    createSource: async (tenantId, name, format) => {
      const { key, prefix, hash } = newSourceKey()
      const sourceId = `src-${randomBytes(8).toString('hex')}` as SourceId
      const createdAt = new Date(clock.now())
      const source = { tenantId, sourceId, name, format, keyPrefix: prefix, createdAt, revokedAt: null }
      const stored = await state.forTenant(tenantId, (tx) => insertSource(tx, source, hash))
      if (!stored) throw new CountersignError('CONFLICT', `${tenantId} has a source named ${name}`)
      await changed(`${tenantId}/${sourceId}`)
      return { source, key }
    },
    revokeSource: async (tenantId, sourceId) => {
      const revoked = await state.forTenant(tenantId, (tx) =>
        revokeSource(tx, sourceId, new Date(clock.now())),
      )
      if (!revoked)
        throw new CountersignError('NOT_FOUND', `no source ${sourceId.slice(0, 63)} is in use here`)
      await changed(`${tenantId}/${sourceId}`)
    },
  }
}

async function remembered<T>(cache: KeyCache<T>, key: string, look: () => Promise<T>): Promise<T> {
  const known = cache.get(key)
  if (known !== undefined) return known
  const found = await look()
  cache.set(key, found)
  return found
}

async function sourcesWithRates(
  { state, lake, clock }: Parts,
  tenantIds: readonly TenantId[],
): Promise<readonly SourceWithRates[]> {
  const [sources, rates] = await Promise.all([
    state.forTenants(tenantIds, sourcesInSight),
    sourceRates(lake, tenantIds, clock.now()),
  ])
  return sources.map((source) => ({
    source,
    rates: rates.get(keyOf({ tenant: source.tenantId, source: source.sourceId })) ?? noRates,
  }))
}

/** A key that is unknown is not remembered: guesses must not push real keys out. */
async function authenticate(
  parts: Parts,
  keys: KeyCache<AuthenticatedSource | KeyRefusal>,
  key: string,
): Promise<AuthenticatedSource | KeyRefusal> {
  const hash = hashOfSourceKey(key)
  if (hash === undefined) return { kind: 'refused', code: 'SOURCE_KEY_WRONG' }
  const cacheKey = hash.toString('base64')
  const known = keys.get(cacheKey)
  if (known !== undefined) return known
  const found = await lookUp(parts, hash)
  if (found.kind === 'source' || found.code !== 'SOURCE_KEY_WRONG') keys.set(cacheKey, found)
  return found
}

async function lookUp({ state, region }: Parts, hash: Buffer): Promise<AuthenticatedSource | KeyRefusal> {
  const key = await state.asOperator((tx) => findKey(tx, hash))
  if (key === undefined) return { kind: 'refused', code: 'SOURCE_KEY_WRONG' }
  if (key.revokedAt !== null) return { kind: 'refused', code: 'SOURCE_KEY_REVOKED' }
  const { tenantId, sourceId } = key
  const tenants = await state.asOperator(allTenants)
  if (tenants.find((tenant) => tenant.tenantId === tenantId)?.region !== region) {
    return { kind: 'refused', code: 'REGION_WALL' }
  }
  const source = await state.forTenant(tenantId, (tx) => findSource(tx, sourceId))
  if (source === undefined) return { kind: 'refused', code: 'SOURCE_KEY_WRONG' }
  return { kind: 'source', tenantId, region, sourceId, sourceName: source.name, format: source.format }
}
