import type { AccessEntity, AccessPolicyPut, AccessPolicyRow } from '@countersign/api/decision'
import { checkAccessPolicy } from '@countersign/authority/mandate/access-policy'
import type { JsonObject } from '@countersign/ocsf/record'
import type { Person } from '../../platform/auth/person.ts'
import type { Clock } from '../../platform/clock.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { Limits } from '../../platform/limits.ts'
import type { State, StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { Bases } from './basis.ts'
import { storable } from './decision-log.ts'
import { type DirectoryEntity, directoryOf, replaceDirectory } from './entity-store.ts'
import { insertVersion, policiesInForce, type StoredPolicy, versionsOf } from './policy-store.ts'

export type PolicyParts = {
  readonly state: State
  readonly clock: Clock
  readonly bases: Bases
  readonly limits: Pick<Limits, 'accessPoliciesMax' | 'accessEntitiesMax'>
}

/** The tenant's own rules, and the directory that searches look through. A change holds from the next decision on. */
export type Policies = {
  readonly list: (tenantId: TenantId) => Promise<readonly AccessPolicyRow[]>
  /** Newest first. Errors: NOT_FOUND. */
  readonly versions: (
    tenantId: TenantId,
    policyId: string,
  ) => Promise<readonly (AccessPolicyRow & { readonly removed: boolean })[]>
  /** A new version; none when nothing changed. Errors: ACCESS_POLICY_INVALID, CONFLICT beyond accessPoliciesMax. */
  readonly put: (
    tenantId: TenantId,
    policyId: string,
    put: AccessPolicyPut,
    by: Person,
  ) => Promise<AccessPolicyRow>
  /** Takes it out of force; its versions stay readable. Errors: NOT_FOUND. */
  readonly remove: (tenantId: TenantId, policyId: string, by: Person) => Promise<void>
  readonly directory: (tenantId: TenantId) => Promise<readonly AccessEntity[]>
  /** Errors: REQUEST_INVALID, CONFLICT beyond accessEntitiesMax. */
  readonly replaceDirectory: (tenantId: TenantId, entities: readonly AccessEntity[]) => Promise<void>
}

export function openPolicies(parts: PolicyParts): Policies {
  const { state, bases, limits, clock } = parts
  return {
    list: async (tenantId) => (await state.forTenant(tenantId, policiesInForce)).map(shownPolicy),
    versions: async (tenantId, policyId) => {
      const versions = await state.forTenant(tenantId, (tx) => versionsOf(tx, policyId))
      if (versions.length === 0) throw noPolicy(policyId)
      return versions.map((version) => ({ ...shownPolicy(version), removed: version.removed }))
    },
    put: (tenantId, policyId, put, by) => putPolicy(parts, tenantId, policyId, put, by),
    remove: async (tenantId, policyId, by) => {
      await state.forTenant(tenantId, async (tx) => {
        const [last] = await versionsOf(tx, policyId)
        if (last === undefined || last.removed) throw noPolicy(policyId)
        await insertVersion(tx, tenantId, nextVersion(last, { ...last, removed: true }, by, clock))
      })
      await bases.changed(tenantId)
    },
    directory: async (tenantId) => (await state.forTenant(tenantId, directoryOf)).map(shownEntity),
    replaceDirectory: async (tenantId, entities) => {
      const stored = storedEntities(entities, limits.accessEntitiesMax)
      const at = new Date(clock.now())
      await state.forTenant(tenantId, (tx) => replaceDirectory(tx, tenantId, stored, at))
      await bases.changed(tenantId)
    },
  }
}

async function putPolicy(
  { state, bases, limits, clock }: PolicyParts,
  tenantId: TenantId,
  policyId: string,
  put: AccessPolicyPut,
  by: Person,
): Promise<AccessPolicyRow> {
  const checked = checkAccessPolicy(put.text)
  if (!checked.ok) throw new CountersignError('ACCESS_POLICY_INVALID', checked.fault.slice(0, 500))
  const wanted = { name: put.name, text: put.text, subject: checked.subject, removed: false }
  const stored = await state.forTenant(tenantId, async (tx) => {
    const [last] = await versionsOf(tx, policyId)
    if (last !== undefined && isSame(last, wanted)) return last
    if (last === undefined || last.removed) await refuseBeyond(tx, limits.accessPoliciesMax)
    const next = nextVersion(last ?? { id: policyId, version: 0 }, wanted, by, clock)
    await insertVersion(tx, tenantId, next)
    return next
  })
  await bases.changed(tenantId)
  return shownPolicy(stored)
}

function isSame(last: StoredPolicy, wanted: { readonly name: string; readonly text: string }): boolean {
  return !last.removed && last.name === wanted.name && last.text === wanted.text
}

async function refuseBeyond(tx: StateTransaction, policiesMax: number): Promise<void> {
  if ((await policiesInForce(tx)).length >= policiesMax)
    throw new CountersignError(
      'CONFLICT',
      `the tenant has ${policiesMax} access policies, which is the limit`,
    )
}

function nextVersion(
  { id, version }: Pick<StoredPolicy, 'id' | 'version'>,
  wanted: Pick<StoredPolicy, 'name' | 'text' | 'subject' | 'removed'>,
  by: Person,
  clock: Clock,
): StoredPolicy {
  const { name, text, subject, removed } = wanted
  const changedAt = new Date(clock.now())
  return { id, version: version + 1, name, text, subject, removed, changedAt, changedBy: by.name }
}

function storedEntities(entities: readonly AccessEntity[], entitiesMax: number): readonly DirectoryEntity[] {
  if (entities.length > entitiesMax)
    throw new CountersignError('CONFLICT', `the directory holds at most ${entitiesMax} (accessEntitiesMax)`)
  const stored = entities.map(storedEntity)
  const names = new Set(stored.map(({ kind, type, id }) => JSON.stringify([kind, type, id])))
  if (names.size < stored.length) throw new CountersignError('REQUEST_INVALID', 'items: one is there twice')
  return stored
}

function storedEntity({ kind, type = '', id, properties = {} }: AccessEntity, at: number): DirectoryEntity {
  if ((kind === 'action') !== (type === ''))
    throw new CountersignError(
      'REQUEST_INVALID',
      `items[${at}]: subjects and resources have a type, actions have none`,
    )
  return { kind, type: storable(type), id: storable(id), properties: properties as JsonObject }
}

function shownEntity({ kind, type, id, properties }: DirectoryEntity): AccessEntity {
  return { kind, ...(type === '' ? {} : { type }), id, properties }
}

function shownPolicy({ id, version, name, text, changedAt, changedBy }: StoredPolicy): AccessPolicyRow {
  return { policyId: id, version, name, text, changedAt: changedAt.toISOString(), changedBy }
}

const noPolicy = (policyId: string) =>
  new CountersignError('NOT_FOUND', `access policy ${policyId.slice(0, 63)}`)
