import { isReservedRole, parseArn } from '../aws/arn.ts'
import type { AwsPrincipal, AwsResource } from '../aws/aws-snapshot.ts'
import type { AccessTarget, PrincipalAuthority } from './access.ts'
import type { EscalationVia } from './escalation-edge.ts'
import type { EscalationRule, RuleTarget, UserState } from './escalation-rule.ts'
import { arnPattern, runnableTypes } from './runnable-type.ts'
import { rolesForServices, throughAdministrators } from './service-trust.ts'
import type { Standing } from './standing.ts'
import { rolesTrusting, targetOfPrincipal, targetOfResource, type World } from './world.ts'

/** Something a rule may be about: what to ask the needs of, and where its success leads. */
export type RuleCandidate = {
  readonly target: AccessTarget
  readonly to: Standing
  readonly policy?: AccessTarget
  readonly via?: EscalationVia
  /** The service that a role is passed to. */
  readonly passedTo?: string
  readonly assumes: readonly string[]
  readonly unsure: readonly string[]
}

const plain = { assumes: [], unsure: [] } as const

/** Everything in the snapshot that a rule could be about, for somebody who stands there. */
export function candidatesOf(
  world: World,
  rule: EscalationRule,
  from: Standing,
  authority: PrincipalAuthority,
): readonly RuleCandidate[] {
  const { target } = rule
  switch (target.kind) {
    case 'passed-role':
      return passedRoles(world, target, authority)
    case 'running':
      return running(world, target, authority)
    case 'user':
      return otherUsers(world, authority).flatMap((user) => inState(world, user, target.state))
    case 'controlled-user':
      return otherUsers(world, authority).map((user) => controlled(world, user))
    case 'role':
      return roles(world, target.trust, authority).map((role) =>
        target.yields === 'controls' ? controlled(world, role) : plainly(world, role),
      )
    case 'federated-role':
      return authority.kind === 'external'
        ? rolesTrusting(world, authority).map((role) => plainly(world, role))
        : []
    case 'policy-of-role':
      return roles(world, target.trust, authority).flatMap((role) => throughPolicies(world, role))
    case 'self':
    case 'own-policy':
    case 'own-group':
    case 'group-to-join':
      return ofSelf(world, target, from, authority)
  }
}

function plainly(world: World, principal: AwsPrincipal): RuleCandidate {
  return { ...plain, target: targetOfPrincipal(world, principal), to: { principal: principal.arn } }
}

function controlled(world: World, principal: AwsPrincipal): RuleCandidate {
  return { ...plainly(world, principal), to: { principal: principal.arn, extra: { kind: 'granted' } } }
}

/** IAM changes stay within an account; assuming a role does not. */
function roles(
  world: World,
  trust: 'as-it-is' | 'rewritten',
  authority: PrincipalAuthority,
): readonly AwsPrincipal[] {
  const all = trust === 'as-it-is' ? rolesTrusting(world, authority) : world.roles
  return all.filter(
    (role) =>
      role.arn !== authority.arn &&
      !(trust === 'rewritten' && (role.accountId !== authority.accountId || isReservedRole(role.arn))),
  )
}

function otherUsers(world: World, { arn, accountId }: PrincipalAuthority): readonly AwsPrincipal[] {
  return world.users.filter((user) => user.arn !== arn && user.accountId === accountId)
}

function inState(world: World, user: AwsPrincipal, state: UserState | undefined): readonly RuleCandidate[] {
  const known = state === undefined ? true : stateOf(user, state)
  if (known === false) return []
  const assumes = known === undefined && state !== undefined ? [stateWords[state]] : []
  return [{ ...plainly(world, user), assumes }]
}

/** AWS takes two access keys a user. */
const accessKeysMax = 2

function stateOf({ hasLoginProfile, accessKeys }: AwsPrincipal, state: UserState): boolean | undefined {
  switch (state) {
    case 'has-password':
      return hasLoginProfile
    case 'has-no-password':
      return hasLoginProfile === undefined ? undefined : !hasLoginProfile
    case 'has-room-for-key':
      return accessKeys === undefined ? undefined : accessKeys.length < accessKeysMax
    case 'has-two-keys':
      return accessKeys === undefined ? undefined : accessKeys.length >= accessKeysMax
  }
}

const stateWords: Readonly<Record<UserState, string>> = {
  'has-password': 'that the user has a password',
  'has-no-password': 'that the user has no password yet',
  'has-room-for-key': 'that the user has fewer than two access keys',
  'has-two-keys': 'that the user has two access keys',
}

/** Customer-managed policies only: nobody but AWS changes its own. */
function customerPolicies(world: World, attached: readonly string[]): readonly AccessTarget[] {
  return attached
    .filter((arn) => parseArn(arn)?.accountId !== 'aws' && world.managed.has(arn))
    .toSorted()
    .map((arn) => ({ arn, accountId: parseArn(arn)?.accountId ?? '' }))
}

function throughPolicies(world: World, role: AwsPrincipal): readonly RuleCandidate[] {
  return customerPolicies(world, role.attached).map((policy) => ({ ...controlled(world, role), policy }))
}

function ofSelf(
  world: World,
  target: Extract<RuleTarget, { kind: 'self' | 'own-policy' | 'own-group' | 'group-to-join' }>,
  { principal: arn }: Standing,
  authority: PrincipalAuthority,
): readonly RuleCandidate[] {
  const self = world.principals.get(arn)
  if (self === undefined || isReservedRole(arn)) return []
  if (target.kind === 'self') return self.kind === target.of ? [controlled(world, self)] : []
  if (target.kind === 'own-policy') {
    const ofGroups = self.groups.flatMap((group) => world.principals.get(group)?.attached ?? [])
    return customerPolicies(world, [...new Set([...self.attached, ...ofGroups])]).map((policy) => ({
      ...controlled(world, self),
      policy,
    }))
  }
  if (self.kind !== 'user') return []
  const wanted = target.kind === 'own-group'
  const groups = world.groups.filter(
    (group) => group.accountId === authority.accountId && self.groups.includes(group.arn) === wanted,
  )
  return groups.map((group) => ({
    ...plain,
    target: targetOfPrincipal(world, group),
    to: {
      principal: arn,
      extra: wanted ? { kind: 'granted' as const } : { kind: 'group' as const, arn: group.arn },
    },
    ...(wanted ? { via: { type: 'AWS::IAM::Group', arn: group.arn } } : {}),
  }))
}

function passedRoles(
  world: World,
  target: Extract<RuleTarget, { kind: 'passed-role' }>,
  { accountId, arn }: PrincipalAuthority,
): readonly RuleCandidate[] {
  const admitted = rolesForServices(world, target.services, accountId)
  const direct = admitted
    .filter(({ role }) => !isReservedRole(role.arn) && role.arn !== arn)
    .filter(({ role }) => target.needsInstanceProfile !== true || hasInstanceProfile(world, role))
    .map(({ role, service, unsure }) => ({
      ...plainly(world, role),
      via: { type: target.made },
      passedTo: service,
      unsure,
    }))
  if (target.throughAdministrationRole !== true) return direct
  const all = [...direct, ...throughAdministrators(world, admitted, target.made)]
  return target.ofExisting === undefined ? all : all.flatMap((one) => ofExisting(world, one, target.made))
}

/** The role of a stack set that exists is the one it already deploys with. */
function ofExisting(world: World, candidate: RuleCandidate, type: string): readonly RuleCandidate[] {
  if (!world.knowsResources) return [{ ...candidate, assumes: ['that a stack set deploys with the role'] }]
  return (world.resources.get(type) ?? [])
    .filter(({ runsAs }) => runsAs === candidate.to.principal)
    .map(({ arn }) => ({ ...candidate, via: { type, arn } }))
}

/** Where a source tells of no instance profile at all, the role is taken to have one. */
function hasInstanceProfile(world: World, role: AwsPrincipal): boolean {
  const profiles = world.resources.get('AWS::IAM::InstanceProfile') ?? []
  if (profiles.length === 0 && !world.knowsResources) return true
  return profiles.some(({ runsAs }) => runsAs === role.arn)
}

function running(
  world: World,
  { type }: Extract<RuleTarget, { kind: 'running' }>,
  authority: PrincipalAuthority,
): readonly RuleCandidate[] {
  const known = (world.resources.get(type) ?? []).filter(({ accountId }) => accountId === authority.accountId)
  if (known.length > 0 || world.knowsResources)
    return known.flatMap((resource) => ofRunning(world, resource, authority))
  return taken(world, type, authority)
}

function ofRunning(
  world: World,
  resource: AwsResource,
  { arn }: PrincipalAuthority,
): readonly RuleCandidate[] {
  if (resource.runsAs === undefined || resource.runsAs === arn || !world.principals.has(resource.runsAs))
    return []
  return [
    {
      ...plain,
      target: targetOfResource(world, resource),
      to: { principal: resource.runsAs },
      via: { type: resource.type, arn: resource.arn },
    },
  ]
}

/** The source knows of no resources: a role that a service may take is taken to be in use by it. */
function taken(world: World, type: string, authority: PrincipalAuthority): readonly RuleCandidate[] {
  const runnable = runnableTypes[type]
  if (runnable === undefined) return []
  const partition = parseArn(authority.arn)?.partition ?? 'aws'
  const pattern = arnPattern(runnable.pattern, partition, authority.accountId)
  return rolesForServices(world, [runnable.service], authority.accountId)
    .filter(({ role }) => role.arn !== authority.arn && !isReservedRole(role.arn))
    .map(({ role, unsure }) => ({
      target: { arn: pattern, accountId: authority.accountId, open: true },
      to: { principal: role.arn },
      via: { type },
      assumes: [`that a ${runnable.noun} runs as the role`],
      unsure,
    }))
}
