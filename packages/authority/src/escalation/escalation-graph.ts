import type { AwsSnapshot } from '../aws/aws-snapshot.ts'
import type { PrincipalAuthority } from './access.ts'
import { isAdmin } from './admin.ts'
import { awsRules } from './aws-rules.ts'
import type { EscalationEdge } from './escalation-edge.ts'
import type { EscalationRule, RuleNeed } from './escalation-rule.ts'
import { matchRule, speaksOf } from './match-rule.ts'
import { candidatesOf } from './rule-candidate.ts'
import { authorityOf, type Standing, standingKey } from './standing.ts'
import { type World, worldOf } from './world.ts'

/** Who can become whom, worked out where it is asked. */
export type EscalationGraph = {
  readonly world: World
  readonly edgesFrom: (standing: Standing) => readonly EscalationEdge[]
  /**
   * The hops worth taking from there, by the key of where they lead: whoever runs an account has no need of hops within
   * it. `proven`: only those that hang on no condition.
   */
  readonly onward: (standing: Standing, proven: boolean) => Onward
  readonly isAdmin: (standing: Standing) => boolean
  readonly authorityOf: (standing: Standing) => PrincipalAuthority | undefined
}

export type Onward = ReadonlyMap<string, readonly EscalationEdge[]>

export function escalationGraph(
  snapshot: AwsSnapshot,
  rules: readonly EscalationRule[] = awsRules,
): EscalationGraph {
  const world = worldOf(snapshot)
  const authority = remembered((standing) => authorityOf(world, standing))
  const edgesFrom = remembered((standing) => edges(world, rules, standing))
  const isAdminAt = remembered((standing) => {
    const found = authority(standing)
    return found !== undefined && isAdmin(found)
  })
  const onward = (proven: boolean) =>
    remembered((standing) => {
      const found = edgesFrom(standing).filter(({ unsure }) => !proven || unsure.length === 0)
      const own = isAdminAt(standing) ? authority(standing)?.accountId : undefined
      const leading = own === undefined ? found : found.filter(({ to }) => authority(to)?.accountId !== own)
      return Map.groupBy(leading, ({ to }) => standingKey(to))
    })
  const [sure, all] = [onward(true), onward(false)]
  return {
    world,
    edgesFrom,
    onward: (standing, proven) => (proven ? sure : all)(standing),
    isAdmin: isAdminAt,
    authorityOf: authority,
  }
}

function remembered<T>(compute: (standing: Standing) => T): (standing: Standing) => T {
  const known = new Map<string, T>()
  return (standing) => {
    const key = standingKey(standing)
    const found = known.get(key)
    if (found !== undefined) return found
    const made = compute(standing)
    known.set(key, made)
    return made
  }
}

/**
 * Whoever runs an account gains nothing there. From one, only roles of other accounts are further hops; they are told
 * apart by where they lead.
 */
function edges(
  world: World,
  rules: readonly EscalationRule[],
  standing: Standing,
): readonly EscalationEdge[] {
  const authority = authorityOf(world, standing)
  if (authority === undefined) return []
  const found = rules
    .filter((rule) => mayApply(rule, authority))
    .flatMap((rule) =>
      candidatesOf(world, rule, standing, authority).flatMap((candidate) => {
        const edge = matchRule(world, rule, standing, authority, candidate)
        return edge === undefined || standingKey(edge.to) === standingKey(standing) ? [] : [edge]
      }),
    )
  return withoutLesser(onceEach(found), rules)
}

/** One rule may lead to the same place in several ways: the one that hangs on the fewest conditions is kept. */
function onceEach(found: readonly EscalationEdge[]): readonly EscalationEdge[] {
  const best = new Map<string, EscalationEdge>()
  for (const edge of found) {
    const place = `${edge.rule} ${standingKey(edge.to)} ${edge.via?.arn ?? ''}`
    const known = best.get(place)
    if (known === undefined || edge.unsure.length < known.unsure.length) best.set(place, edge)
  }
  return [...best.values()]
}

/** Only the principal's own policies give IAM actions and actions on what is yet to be made. */
function mayApply(rule: EscalationRule, authority: PrincipalAuthority): boolean {
  return rule.needs
    .filter(({ action, on }) => action.startsWith('iam:') || (typeof on !== 'string' && 'made' in on))
    .every(({ action }) => speaksOf(authority, action))
}

/**
 * Of two ways to the same place, one of which needs all that the other needs and more, the fuller one is told: it is the
 * one the policies were written for, and the other adds nothing.
 */
function withoutLesser(
  found: readonly EscalationEdge[],
  rules: readonly EscalationRule[],
): readonly EscalationEdge[] {
  const needs = new Map(rules.map((rule) => [rule.id, new Set(rule.needs.map(needKey))]))
  const groups = Map.groupBy(found, placeOf)
  return [...groups.values()].flatMap((group) =>
    group.filter((edge) => !group.some((other) => isFuller(other, edge, needs))),
  )
}

function placeOf({ to, via, unsure }: EscalationEdge): string {
  const sure = unsure.length === 0 ? 'proven' : 'conditional'
  return `${to.principal} ${via?.arn ?? ''} ${sure}`
}

function needKey({ action }: RuleNeed): string {
  return action
}

function isFuller(
  other: EscalationEdge,
  edge: EscalationEdge,
  needs: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const more = needs.get(other.rule)
  const fewer = needs.get(edge.rule)
  return more !== undefined && fewer !== undefined && more.size > fewer.size && fewer.isSubsetOf(more)
}
