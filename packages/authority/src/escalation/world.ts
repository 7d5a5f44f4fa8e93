import { accountOf, isAccountRoot, parseArn, roleOfSession } from '../aws/arn.ts'
import type { AwsManagedPolicy, AwsPrincipal, AwsResource, AwsSnapshot } from '../aws/aws-snapshot.ts'
import { awsManagedPolicyText, isAwsManaged } from '../aws/managed-policies.ts'
import type { AccessTarget, PrincipalAuthority } from './access.ts'
import { type PlacedStatement, placedStatements } from './placed-statement.ts'

/** A snapshot with every policy parsed once, and what is asked of it most often at hand. */
export type World = {
  readonly snapshot: AwsSnapshot
  readonly principals: ReadonlyMap<string, AwsPrincipal>
  readonly authorities: ReadonlyMap<string, PrincipalAuthority>
  readonly users: readonly AwsPrincipal[]
  readonly roles: readonly AwsPrincipal[]
  readonly groups: readonly AwsPrincipal[]
  readonly trust: ReadonlyMap<string, readonly PlacedStatement[]>
  /** Statements of a group's own and attached policies, by the group's ARN. */
  readonly groupPolicies: ReadonlyMap<string, readonly PlacedStatement[]>
  readonly managed: ReadonlyMap<string, readonly PlacedStatement[]>
  readonly resources: ReadonlyMap<string, readonly AwsResource[]>
  /** Roles by what their trust policies name: an ARN, `*`, an account id, a service; see `trustKeysOf`. */
  readonly trusting: ReadonlyMap<string, readonly AwsPrincipal[]>
  /** Whether the source tells of resources at all: account authorization details know of principals only. */
  readonly knowsResources: boolean
}

/** Order of the input never shows: everything is sorted by ARN. */
export function worldOf(snapshot: AwsSnapshot): World {
  const declared = sorted(snapshot.principals)
  const principals = sorted([...declared, ...undeclared(snapshot, declared)])
  const managed = new Map(
    [...snapshot.managedPolicies, ...leftOut(snapshot)].map(({ arn, document }) => [
      arn,
      placedStatements(document, arn, arn),
    ]),
  )
  const groups = principals.filter(({ kind }) => kind === 'group')
  const groupPolicies = new Map(groups.map((group) => [group.arn, policiesOf(group, managed)]))
  const actors = principals.filter(({ kind }) => kind !== 'group')
  const parts = { snapshot, managed, groupPolicies }
  const roles = principals.filter(({ kind }) => kind === 'role')
  const trust = new Map(roles.map((one) => [one.arn, trustOf(one)]))
  return {
    ...parts,
    principals: new Map(principals.map((one) => [one.arn, one])),
    authorities: new Map(
      [...actors.map((one) => authorityOf(one, parts)), ...outsiders(roles, trust)].map((one) => [
        one.arn,
        one,
      ]),
    ),
    users: principals.filter(({ kind }) => kind === 'user'),
    roles,
    groups,
    trust,
    trusting: trustIndex(roles, trust),
    resources: Map.groupBy(sorted(snapshot.resources), ({ type }) => type),
    knowsResources: snapshot.origin !== 'authorization-details',
  }
}

/** AWS's own policies that principals name and the source gives no text of; ours is that of the snapshot's time. */
function leftOut({ principals, managedPolicies, takenAt }: AwsSnapshot): readonly AwsManagedPolicy[] {
  const held = new Set(managedPolicies.map(({ arn }) => arn))
  const named = principals.flatMap(({ attached, boundary }) => [
    ...attached,
    ...(boundary === undefined ? [] : [boundary]),
  ])
  return [...new Set(named)]
    .filter((arn) => isAwsManaged(arn) && !held.has(arn))
    .flatMap((arn) => awsManagedPolicyText(arn, takenAt) ?? [])
}

function sorted<T extends { readonly arn: string }>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0))
}

type Parts = Pick<World, 'snapshot' | 'managed' | 'groupPolicies'>

function authorityOf(principal: AwsPrincipal, parts: Parts): PrincipalAuthority {
  const { arn, accountId, name, tags, boundary } = principal
  const ofGroups = principal.groups.toSorted().flatMap((group) => parts.groupPolicies.get(group) ?? [])
  const bound =
    boundary === undefined ? {} : { boundary: parts.managed.get(boundary) ?? ('unknown' as const) }
  return {
    arn,
    accountId,
    kind: principal.kind === 'user' ? 'user' : 'role',
    name,
    tags,
    identity: [...policiesOf(principal, parts.managed), ...ofGroups],
    ...bound,
    scps: scpLevels(parts.snapshot, accountId),
  }
}

function policiesOf(
  { arn, inline, attached }: AwsPrincipal,
  managed: ReadonlyMap<string, readonly PlacedStatement[]>,
): readonly PlacedStatement[] {
  return [
    ...inline
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap(({ name, document }) => placedStatements(document, name, arn)),
    ...attached.toSorted().flatMap((one) => managed.get(one) ?? []),
  ]
}

function trustOf({ trust, arn }: AwsPrincipal): readonly PlacedStatement[] {
  return trust === undefined ? [] : placedStatements(trust.document, trust.name, arn)
}

function scpLevels(snapshot: AwsSnapshot, accountId: string): readonly (readonly PlacedStatement[])[] {
  const own = (snapshot.organization?.scps ?? []).filter(({ accountIds }) => accountIds.includes(accountId))
  const levels = Map.groupBy(own, ({ level }) => level)
  return [...levels.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([, policies]) => policies.flatMap(({ document, arn }) => placedStatements(document, arn, arn)))
}

/** A principal as something that is acted on; its trust policy is its resource policy. */
export function targetOfPrincipal(world: World, principal: AwsPrincipal): AccessTarget {
  const boundary = principal.boundary === undefined ? {} : { boundary: principal.boundary }
  return {
    arn: principal.arn,
    accountId: principal.accountId,
    tags: principal.tags,
    policy: world.trust.get(principal.arn) ?? [],
    ...boundary,
  }
}

export function targetOfResource(world: World, resource: AwsResource): AccessTarget {
  const { arn, accountId, tags, policy } = resource
  const own = policy === undefined ? [] : placedStatements(policy.document, policy.name, arn)
  return { arn, accountId, tags, policy: [...own, ...resourceControls(world, accountId)] }
}

/** Resource control policies deny; what they allow is the default and grants nothing by itself. */
function resourceControls({ snapshot }: World, accountId: string): readonly PlacedStatement[] {
  return (snapshot.organization?.rcps ?? [])
    .filter(({ accountIds }) => accountIds.includes(accountId))
    .flatMap(({ document, arn }) => placedStatements(document, arn, arn))
    .filter(({ effect }) => effect === 'deny')
}

/** A trust policy by exclusion (`NotPrincipal`) may name anybody. */
const anybody = '*'

function trustIndex(
  roles: readonly AwsPrincipal[],
  trust: ReadonlyMap<string, readonly PlacedStatement[]>,
): ReadonlyMap<string, readonly AwsPrincipal[]> {
  const index = new Map<string, AwsPrincipal[]>()
  for (const role of roles) {
    const statements = (trust.get(role.arn) ?? []).filter(({ effect }) => effect === 'allow')
    for (const key of new Set(statements.flatMap(trustKeysOfStatement))) {
      const listed = index.get(key) ?? []
      listed.push(role)
      index.set(key, listed)
    }
  }
  return index
}

function trustKeysOfStatement({ principals = [], notPrincipals = [] }: PlacedStatement): readonly string[] {
  if (notPrincipals.length > 0) return [anybody]
  return principals.map(({ type, value }) => {
    if (type !== 'AWS') return value
    const session = roleOfSession(value)
    if (session !== undefined) return `${session.accountId} ${session.name}`
    return isAccountRoot(value) ? (accountOf(value) ?? value) : value
  })
}

/** Roles whose trust policy may name this principal, in the order of their ARNs. */
export function rolesTrusting(world: World, authority: PrincipalAuthority): readonly AwsPrincipal[] {
  const { arn, accountId, kind } = authority
  const ofRole = kind === 'role' ? [`${accountId} ${arn.split('/').at(-1) ?? ''}`] : []
  const keys = kind === 'external' ? [arn] : [arn, accountId, anybody, ...ofRole]
  return sorted([...new Set(keys.flatMap((key) => world.trusting.get(key) ?? []))])
}

/** Roles of an account that a service may take. */
export function rolesForService(world: World, service: string, accountId: string): readonly AwsPrincipal[] {
  return (world.trusting.get(service) ?? []).filter((role) => role.accountId === accountId)
}

/**
 * Users and roles that a trust policy names although the source declares them elsewhere: all that is known of them is
 * that they are trusted. Account authorization details are complete, so what they do not list does not exist.
 */
function undeclared(snapshot: AwsSnapshot, declared: readonly AwsPrincipal[]): readonly AwsPrincipal[] {
  if (snapshot.origin === 'authorization-details') return []
  const known = new Set(declared.map(({ arn }) => arn))
  const named = new Map<string, AwsPrincipal>()
  for (const role of declared)
    for (const { effect, principals = [] } of trustOf(role))
      for (const { type, value } of principals) {
        const stub = effect === 'allow' && type === 'AWS' && !known.has(value) ? stubOf(value) : undefined
        if (stub !== undefined) named.set(value, stub)
      }
  return [...named.values()]
}

function stubOf(arn: string): AwsPrincipal | undefined {
  const parts = parseArn(arn)
  const [, kind, name] = /^(user|role)\/(?:.*\/)?([^/*?]+)$/.exec(parts?.resource ?? '') ?? []
  if (parts === undefined || name === undefined || (kind !== 'user' && kind !== 'role')) return undefined
  return { kind, arn, accountId: parts.accountId, name, inline: [], attached: [], groups: [], tags: {} }
}

/** Identity providers outside AWS that roles trust: whoever holds one of their tokens stands there. */
function outsiders(roles: readonly AwsPrincipal[], trust: World['trust']): readonly PrincipalAuthority[] {
  const named = roles.flatMap(({ arn }) =>
    (trust.get(arn) ?? []).flatMap(({ effect, principals = [] }) =>
      effect === 'allow'
        ? principals.filter(({ type }) => type === 'Federated').map(({ value }) => value)
        : [],
    ),
  )
  return [...new Set(named)].toSorted().map((arn) => ({
    arn,
    accountId: parseArn(arn)?.accountId ?? '',
    kind: 'external',
    name: arn.split('/').slice(1).join('/') || arn,
    tags: {},
    identity: [],
    scps: [],
  }))
}
