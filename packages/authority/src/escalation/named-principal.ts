import { accountOf, isAccountRoot, parseArn, roleOfSession } from '../aws/arn.ts'
import type { PolicyPrincipal, PolicyStatement } from '../aws/policy-document.ts'
import type { PrincipalAuthority } from './access.ts'

/**
 * How a resource policy's statement speaks of a principal: by its own name (or as everybody), through its account
 * (then that account's policies decide), or not at all.
 */
export type Naming = 'itself' | 'account' | 'none'

export function namingOf(
  { principals = [], notPrincipals = [] }: PolicyStatement,
  principal: PrincipalAuthority,
): Naming {
  if (notPrincipals.length > 0)
    return notPrincipals.some((one) => namedAs(one, principal) !== 'none') ? 'none' : 'itself'
  const ways = principals.map((one) => namedAs(one, principal))
  if (ways.includes('itself')) return 'itself'
  return ways.includes('account') ? 'account' : 'none'
}

function namedAs({ type, value }: PolicyPrincipal, principal: PrincipalAuthority): Naming {
  if (principal.kind === 'external')
    return type === 'Federated' && value === principal.arn ? 'itself' : 'none'
  if (type !== 'AWS') return 'none'
  if (value === '*' || value === principal.arn) return 'itself'
  if (isAccountRoot(value)) return accountOf(value) === principal.accountId ? 'account' : 'none'
  const session = roleOfSession(value)
  if (session === undefined || principal.kind !== 'role') return 'none'
  const name = parseArn(principal.arn)?.resource.split('/').at(-1)
  return session.accountId === principal.accountId && session.name === name ? 'itself' : 'none'
}
