import type { AuthoritySet, AuthoritySets } from '@countersign/explanation/explanation'
import { named } from '../chain/hop.ts'
import type { Uses } from '../revoke/uses.ts'

/**
 * The three sets where neither mandate nor policy is at hand: what was used is known from the logs, everything that would need
 * the others says so. `sources` are the formats that the logs hold.
 */
export function setsFromUse(
  identityKey: string | undefined,
  uses: Uses | undefined,
  sources: readonly string[],
): AuthoritySets {
  const who = identityKey === undefined ? 'an unnamed caller' : named(identityKey)
  const noMandate: AuthoritySet = { known: false, reason: `No mandate of ${who} is on record` }
  const noPolicy: AuthoritySet = { known: false, reason: `What policy grants to ${who} was not worked out` }
  return {
    mandated: noMandate,
    granted: noPolicy,
    used: usedSet(uses),
    excess: { known: false, reason: 'Excess needs a mandate and the policy' },
    unused: { known: false, reason: 'Unused grants need the policy, and logs that would have shown the use' },
    usedNotMandated: noMandate,
    ...(uses === undefined
      ? {}
      : {
          coverage: {
            from: new Date(uses.firstMs).toISOString(),
            to: new Date(uses.lastMs).toISOString(),
            sources,
            gaps: ['Only what these logs record: calls that a source does not log were not seen'],
          },
        }),
  }
}

function usedSet(uses: Uses | undefined): AuthoritySet {
  if (uses === undefined) return { known: false, reason: 'No use was seen in the logs at hand' }
  return { known: true, grants: uses.grants, ...(uses.moreGrants === 0 ? {} : { more: uses.moreGrants }) }
}
