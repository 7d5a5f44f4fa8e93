import { allowsEverything } from '../aws/worlds.ts'
import type { PrincipalAuthority } from './access.ts'
import { type PlacedStatement, placedStatements } from './placed-statement.ts'
import type { World } from './world.ts'

/**
 * Where somebody stands on a path: as a principal with what it has, with a policy of their own choosing added to it
 * (`granted`), or as a member of one more group.
 */
export type Standing = {
  readonly principal: string
  readonly extra?: { readonly kind: 'granted' } | { readonly kind: 'group'; readonly arn: string }
}

/** One text for one standing: `ARN`, `ARN +policy`, `ARN +group ARN`. */
export function standingKey({ principal, extra }: Standing): string {
  if (extra === undefined) return principal
  return extra.kind === 'granted' ? `${principal} +policy` : `${principal} +group ${extra.arn}`
}

/** What a principal may do from there; undefined when the snapshot does not hold it. */
export function authorityOf(world: World, { principal, extra }: Standing): PrincipalAuthority | undefined {
  const authority = world.authorities.get(principal)
  if (authority === undefined || extra === undefined) return authority
  const more = extra.kind === 'granted' ? everything(principal) : (world.groupPolicies.get(extra.arn) ?? [])
  return { ...authority, identity: [...authority.identity, ...more] }
}

function everything(holder: string): readonly PlacedStatement[] {
  return placedStatements({ Statement: allowsEverything }, 'a policy of the caller’s choosing', holder)
}
