import type { AuthoritySets } from '@countersign/explanation/explanation'
import type { AwsPrincipal } from '../aws/aws-snapshot.ts'
import type { PolicyHistory } from '../aws/log-snapshot.ts'
import type { UseLookups } from '../revoke/uses.ts'
import { authoritySets, type LogCoverage } from '../sets/authority-sets.ts'
import { grantedSet } from '../sets/granted-set.ts'
import { identityParts } from './identity-words.ts'

/**
 * What policy granted to an AWS identity at a time, beside what it was seen to do. Undefined for identities that are not of
 * AWS, or whose policies are not held: then only what was used is known.
 * @param at ISO 8601, UTC
 */
export function awsSets(
  history: PolicyHistory,
  uses: UseLookups,
  coverage: LogCoverage,
  at: string,
): (identityKey: string) => Promise<AuthoritySets | undefined> {
  return async (identityKey) => {
    const snapshot = history.inForceAt(at)
    const principal = snapshot.principals.find((one) => isPrincipal(one, identityKey))
    if (principal === undefined) return undefined
    const used = await uses.usesOf(identityKey)
    return authoritySets({
      granted: await grantedSet(snapshot, principal.arn, at),
      mandated: { known: false, reason: `No mandate of ${identityKey} is on record` },
      used: (used?.grants ?? []).map(({ action, resource, count = 0, lastAt = at }) => ({
        action,
        resource,
        count,
        lastAt,
      })),
      coverage,
    })
  }
}

function isPrincipal({ kind, accountId, name }: AwsPrincipal, identityKey: string): boolean {
  const parts = identityParts(identityKey)
  if (parts.kind !== 'aws-user' && parts.kind !== 'aws-role') return false
  return kind === parts.kind.slice('aws-'.length) && accountId === parts.account && name === parts.name
}
