import { policyHistory } from '@countersign/authority/aws/log-snapshot'
import { coversPattern } from '@countersign/authority/aws/pattern'
import { awsSets } from '@countersign/authority/explain/aws-sets'
import { setsFromUse } from '@countersign/authority/explain/used-set'
import type { UseLookups, Uses } from '@countersign/authority/revoke/uses'
import { isDataEvent } from '@countersign/authority/sets/data-event'
import type { AuthoritySets, Grant } from '@countersign/explanation/explanation'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { PolicyBook } from '../configuration/policy-book.ts'

export type SetsParts = {
  /** What was seen of identities and sessions of a tenant. */
  readonly uses: (tenantId: TenantId) => UseLookups
  readonly policies: PolicyBook
  /** What an accountable person said it may do, at a moment; undefined when nobody did. */
  readonly mandatedGrants: (
    tenantId: TenantId,
    identityKey: string,
    atMs: number,
  ) => Promise<readonly Grant[] | undefined>
}

/**
 * Mandated, granted and used of an identity at a moment (milliseconds since the epoch).
 * @param own uses that were looked up for the same question already
 */
export async function setsOf(
  { uses: usesIn, policies, mandatedGrants }: SetsParts,
  tenantId: TenantId,
  identityKey: string,
  atMs: number,
  own: UseLookups = usesIn(tenantId),
): Promise<AuthoritySets> {
  const [uses, inForce, mandate] = await Promise.all([
    own.usesOf(identityKey),
    policies.inForce(tenantId, atMs),
    mandatedGrants(tenantId, identityKey, atMs),
  ])
  const at = new Date(atMs).toISOString()
  const sets =
    inForce.aws === undefined || uses === undefined
      ? undefined
      : await awsSets(policyHistory([], [inForce.aws]), own, coverageOf(uses), at)(identityKey)
  return withMandate(sets ?? setsFromUse(identityKey, uses, []), mandate)
}

/** Data events are off in a trail by default: seen once, they are taken to be on for this identity. */
function coverageOf({ firstMs, lastMs, grants }: Uses) {
  return {
    from: new Date(firstMs).toISOString(),
    to: new Date(lastMs).toISOString(),
    sources: ['aws-cloudtrail'],
    gaps: ['Only what these logs record: calls that a source does not log were not seen'],
    dataEvents: grants.some(({ action }) => !action.endsWith('*') && isDataEvent(action)),
  }
}

function withMandate(sets: AuthoritySets, mandate: readonly Grant[] | undefined): AuthoritySets {
  if (mandate === undefined) return sets
  const { granted, used } = sets
  const outside = (grants: readonly Grant[]) =>
    grants.filter((grant) => !mandate.some((wide) => covers(wide, grant)))
  return {
    ...sets,
    mandated: { known: true, grants: mandate },
    excess: granted.known ? { known: true, grants: outside(granted.grants) } : granted,
    usedNotMandated: used.known ? { known: true, grants: outside(used.grants) } : used,
  }
}

function covers(wide: Grant, narrow: Grant): boolean {
  return coversPattern(wide.action, narrow.action) && coversPattern(wide.resource, narrow.resource)
}
