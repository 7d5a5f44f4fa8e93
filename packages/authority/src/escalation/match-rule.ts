import { parseArn } from '../aws/arn.ts'
import { speaksOfAction } from '../aws/statement-bearing.ts'
import type { AccessRequest, AccessTarget, PrincipalAuthority } from './access.ts'
import type { KeyFact } from './condition.ts'
import { decideAccess, decideTogether } from './decide-access.ts'
import type { EscalationEdge, EscalationStep, EscalationVia } from './escalation-edge.ts'
import type { EscalationRule, NeedPlace, RuleNeed } from './escalation-rule.ts'
import { trustNaming } from './placed-statement.ts'
import type { RuleCandidate } from './rule-candidate.ts'
import { arnPattern } from './runnable-type.ts'
import type { Standing } from './standing.ts'
import { targetOfResource, type World } from './world.ts'

/** The hop that a rule makes of a candidate, or undefined when one of its needs is not met. */
export function matchRule(
  world: World,
  rule: EscalationRule,
  from: Standing,
  authority: PrincipalAuthority,
  candidate: RuleCandidate,
): EscalationEdge | undefined {
  const found = matchGroups(world, authority, candidate, needGroups(rule.needs))
  if (found === undefined) return undefined
  const afterwards = afterRewriting(rule, authority, candidate)
  const role = roleSide(world, rule, candidate)
  if (afterwards === undefined || role === undefined) return undefined
  const { via, to } = candidate
  return {
    from,
    to,
    rule: rule.id,
    category: rule.category,
    title: rule.title,
    ...(via === undefined ? {} : { via: throughExisting(via, found) }),
    steps: found.flatMap(({ steps }) => steps),
    unsure: unique([...found.flatMap(({ unsure }) => unsure), ...candidate.unsure, ...afterwards, ...role]),
    assumes: unique([
      ...candidate.assumes,
      ...found.flatMap(({ assumes }) => assumes),
      ...(rule.assumes === undefined ? [] : [rule.assumes]),
    ]),
  }
}

/**
 * What the caller makes is judged first: the answer is the same for every candidate, and mostly "no". The order of the
 * rule is kept in what is told.
 */
function matchGroups(
  world: World,
  authority: PrincipalAuthority,
  candidate: RuleCandidate,
  groups: readonly (readonly RuleNeed[])[],
): readonly Matched[] | undefined {
  const isOpen = (group: readonly RuleNeed[]): boolean => typeof group[0]?.on !== 'string'
  const found = new Map<readonly RuleNeed[], Matched>()
  for (const group of groups.toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)))) {
    const matched = matchGroup(world, authority, candidate, group)
    if (matched === undefined) return undefined
    found.set(group, matched)
  }
  return groups.flatMap((group) => found.get(group) ?? [])
}

/** What was rewritten to run as the role, where it was there before. */
function throughExisting(via: EscalationVia, found: readonly Matched[]): EscalationVia {
  const existing = found.find((one) => one.existing !== undefined)?.existing
  return existing === undefined ? via : { ...via, arn: existing }
}

type Matched = {
  /** ARN of the resource that met needs on something that exists. */
  readonly existing?: string
  readonly steps: readonly EscalationStep[]
  readonly unsure: readonly string[]
  readonly assumes: readonly string[]
}

/** Needs that have to be met by one and the same thing are judged together. */
function needGroups(needs: readonly RuleNeed[]): readonly (readonly RuleNeed[])[] {
  return [...Map.groupBy(needs, ({ on }) => placeKey(on)).values()]
}

function placeKey(on: NeedPlace): string {
  if (typeof on === 'string') return on
  return 'made' in on ? `made ${on.made}` : `existing ${on.existing}`
}

function matchGroup(
  world: World,
  authority: PrincipalAuthority,
  candidate: RuleCandidate,
  needs: readonly RuleNeed[],
): Matched | undefined {
  const [first] = needs
  if (first === undefined) return undefined
  let best: Matched | undefined
  const isExisting = typeof first.on !== 'string' && 'existing' in first.on
  for (const { target, assumes } of places(world, authority, candidate, first.on)) {
    const matched = matchOn(authority, candidate, needs, target)
    if (matched === undefined) continue
    const existing = isExisting && target.open !== true ? { existing: target.arn } : {}
    if (matched.unsure.length === 0) return { ...matched, assumes, ...existing }
    best ??= { ...matched, assumes, ...existing }
  }
  return best
}

type Place = { readonly target: AccessTarget; readonly assumes: readonly string[] }

/** The things a need may be met by. */
function places(
  world: World,
  { arn, accountId }: PrincipalAuthority,
  { target, policy }: RuleCandidate,
  on: NeedPlace,
): readonly Place[] {
  if (on === 'target') return [{ target, assumes: [] }]
  if (on === 'policy') return policy === undefined ? [] : [{ target: policy, assumes: [] }]
  const partition = parseArn(arn)?.partition ?? 'aws'
  const open = (pattern: string): AccessTarget => ({
    arn: arnPattern(pattern, partition, accountId),
    accountId,
    ...(pattern === '*' ? {} : { open: true }),
  })
  if ('made' in on) return [{ target: open(on.made), assumes: [] }]
  const known = (world.resources.get(on.existing) ?? []).filter((one) => one.accountId === accountId)
  if (known.length > 0)
    return known.map((resource) => ({ target: targetOfResource(world, resource), assumes: [] }))
  if (world.knowsResources || on.mustBeKnown === true) return []
  return [{ target: open(on.pattern), assumes: [`that there is a ${on.existing}`] }]
}

/** Answers per principal: many rules ask the same of the same thing. They live as long as the principal's parsed policies. */
const answers = new WeakMap<PrincipalAuthority, Map<string, Matched | null>>()

function matchOn(
  authority: PrincipalAuthority,
  candidate: RuleCandidate,
  needs: readonly RuleNeed[],
  target: AccessTarget,
): Matched | undefined {
  const known = answers.get(authority) ?? new Map<string, Matched | null>()
  answers.set(authority, known)
  const asked = needs.map(({ action, attachesPolicy }) => `${action}${attachesPolicy === true ? '+' : ''}`)
  const key = [asked.join(), target.arn, target.open === true ? 'open' : '', candidate.passedTo ?? ''].join(
    ' ',
  )
  const before = known.get(key)
  if (before !== undefined) return before ?? undefined
  const matched = judgeOn(authority, candidate, needs, target)
  known.set(key, matched ?? null)
  return matched
}

function judgeOn(
  authority: PrincipalAuthority,
  candidate: RuleCandidate,
  needs: readonly RuleNeed[],
  target: AccessTarget,
): Matched | undefined {
  const requests = needs.map((need) => requestOf(need, candidate, target, authority))
  const access = target.open === true ? decideTogether(authority, requests) : each(authority, requests)
  if (access === undefined) return undefined
  return {
    // Of an open name any will do that the statement allows: the pattern is told, not the name that was tried.
    steps: access.map(({ by }, index) => ({ action: needs[index]?.action ?? '', resource: target.arn, by })),
    unsure: unique(access.flatMap(({ unsure }) => unsure)),
    assumes: [],
  }
}

function each(
  authority: PrincipalAuthority,
  requests: readonly AccessRequest[],
): ReturnType<typeof decideTogether> {
  const found = requests.map((request) => decideAccess(authority, request))
  return found.every((one) => one !== undefined) ? found : undefined
}

function requestOf(
  need: RuleNeed,
  { passedTo }: RuleCandidate,
  target: AccessTarget,
  { arn }: PrincipalAuthority,
): AccessRequest {
  const context: Record<string, KeyFact> = {}
  if (passedTo !== undefined && need.action === 'iam:PassRole')
    context['iam:passedtoservice'] = { kind: 'values', values: [passedTo] }
  if (need.attachesPolicy === true)
    context['iam:policyarn'] = { kind: 'values', values: [administratorPolicy(arn)] }
  return { action: need.action, target, context }
}

/** The policy worth attaching that every account has. */
function administratorPolicy(arn: string): string {
  return `arn:${parseArn(arn)?.partition ?? 'aws'}:iam::aws:policy/AdministratorAccess`
}

/** Once a trust policy names the caller, it may assume the role unless something forbids it to assume at all. */
function afterRewriting(
  { target }: EscalationRule,
  authority: PrincipalAuthority,
  candidate: RuleCandidate,
): readonly string[] | undefined {
  if (!('trust' in target) || target.trust === 'as-it-is') return []
  const policy = trustNaming(authority.arn, candidate.target.arn)
  const request = { action: 'sts:AssumeRole', target: { ...candidate.target, policy } }
  return decideAccess(authority, request)?.unsure
}

/** What the role itself has to be able to do for the hop to work. */
function roleSide(
  world: World,
  { target }: EscalationRule,
  { to }: RuleCandidate,
): readonly string[] | undefined {
  if (target.kind !== 'running' || target.roleMustDo === undefined) return []
  const authority = world.authorities.get(to.principal)
  if (authority === undefined) return undefined
  const any = { arn: '*', accountId: authority.accountId }
  const some = {
    arn: arnPattern('*:*:ACCOUNT:*', 'aws', authority.accountId),
    accountId: any.accountId,
    open: true,
  }
  const ways = [any, some].map((place) =>
    decideAccess(authority, { action: target.roleMustDo ?? '', target: place }),
  )
  return ways.find((way) => way !== undefined)?.unsure
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}

/** Whether any statement of the principal speaks of the action at all: asked first, because it is cheap. */
export function speaksOf({ identity }: PrincipalAuthority, action: string): boolean {
  return identity.some((statement) => statement.effect === 'allow' && speaksOfAction(statement, action))
}
