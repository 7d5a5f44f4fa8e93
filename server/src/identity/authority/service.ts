import type { IdentityPaths, IdentityReach, WhoCanAnswer, WhoCanQuestion } from '@countersign/api/authority'
import type { AuthorityChain, AuthoritySets, ProposedAction } from '@countersign/explanation/explanation'
import type { Clock } from '../../platform/clock.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { Explanations } from '../explanation/service.ts'
import type { Inventory } from '../inventory/service.ts'
import { identityPaths, identityReach } from './escalation.ts'
import { type SetsParts, setsOf } from './sets.ts'
import { whoCanBy } from './who-can.ts'

export type AuthorityParts = SetsParts & {
  readonly clock: Clock
  readonly inventory: Pick<Inventory, 'find'>
  readonly explanations: Explanations
}

/** What one identity may do, does and could come to do; and who may do one thing. Errors of all: NOT_FOUND, LAKE_DOWN. */
export type IdentityAuthority = {
  readonly sets: (tenantId: TenantId, identityKey: string) => Promise<AuthoritySets>
  readonly paths: (tenantId: TenantId, identityKey: string) => Promise<IdentityPaths>
  readonly reach: (tenantId: TenantId, identityKey: string) => Promise<IdentityReach>
  /** Who stands behind it, by its last event. Errors: NOT_FOUND when nothing was seen of it. */
  readonly chain: (
    tenantId: TenantId,
    identityKey: string,
  ) => Promise<{ readonly chain: AuthorityChain; readonly eventId: string }>
  /** How to stop it, in order. Errors: NOT_FOUND when nothing was seen of it. */
  readonly revokePlan: (
    tenantId: TenantId,
    identityKey: string,
  ) => Promise<{ readonly actions: readonly ProposedAction[]; readonly eventId: string }>
  /** Errors: REQUEST_INVALID, NOT_FOUND where no such policy is in force. */
  readonly whoCan: (tenantId: TenantId, question: WhoCanQuestion) => Promise<WhoCanAnswer>
}

export function openIdentityAuthority(parts: AuthorityParts): IdentityAuthority {
  const { clock, policies, inventory, explanations } = parts
  // The inventory follows the lake by a minute: who just came up is known there first.
  const keysOf = async (tenantId: TenantId, key: string): Promise<readonly string[]> => {
    const known = await inventory.find(tenantId, key)
    if (known !== undefined) return known.keys
    if ((await parts.uses(tenantId).usesOf(key)) !== undefined) return [key]
    throw new CountersignError('NOT_FOUND', `identity ${key.slice(0, 200)}`)
  }
  const awsNow = async (tenantId: TenantId) => (await policies.inForce(tenantId, clock.now())).aws
  return {
    sets: async (tenantId, key) => {
      await keysOf(tenantId, key)
      return setsOf(parts, tenantId, key, clock.now())
    },
    paths: async (tenantId, key) => identityPaths(await awsNow(tenantId), await keysOf(tenantId, key)),
    reach: async (tenantId, key) => identityReach(await awsNow(tenantId), await keysOf(tenantId, key)),
    chain: async (tenantId, key) => {
      const { explanation } = await explanations.ofIdentity(tenantId, key)
      const { chain = [], missing = [] } = explanation.authority ?? {}
      return { chain: { chain, missing }, eventId: explanation.subject.id }
    },
    revokePlan: async (tenantId, key) => {
      const { explanation } = await explanations.ofIdentity(tenantId, key)
      return { actions: explanation.actions ?? [], eventId: explanation.subject.id }
    },
    whoCan: async (tenantId, question) => {
      const atMs = question.at === undefined ? clock.now() : Date.parse(question.at)
      if (Number.isNaN(atMs))
        throw new CountersignError('REQUEST_INVALID', 'at has to be RFC 3339, like 2026-03-01T08:00:00Z')
      return whoCanBy(await policies.inForce(tenantId, atMs), question, new Date(atMs).toISOString())
    },
  }
}
