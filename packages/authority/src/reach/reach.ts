import type { AwsResource } from '../aws/aws-snapshot.ts'
import { decideAccess } from '../escalation/decide-access.ts'
import type { EscalationEdge } from '../escalation/escalation-edge.ts'
import type { EscalationGraph } from '../escalation/escalation-graph.ts'
import { defaultPathBounds, type ReachedStanding, reachedFrom } from '../escalation/escalation-path.ts'
import { targetOfResource } from '../escalation/world.ts'
import { reachableActions } from './reachable-action.ts'
import { type Sensitivity, sensitivities, sensitivityOf } from './sensitivity.ts'

/** Something a principal can get at, in the fewest hops. */
export type Reachable = {
  /** ARN of the resource, or of a principal that runs its account. */
  readonly resource: string
  readonly type: string
  readonly actions: readonly string[]
  readonly sensitivity: Sensitivity
  /** Why it is rated so. */
  readonly because: string
  /** Hops to whoever can do it; empty when the principal can itself. */
  readonly path: readonly EscalationEdge[]
  readonly certainty: 'proven' | 'conditional'
}

export type Reach = {
  readonly principal: string
  /** Most sensitive first; then fewest hops; then by ARN. */
  readonly reachable: readonly Reachable[]
  /** What was left out because a bound was reached, in words. */
  readonly cut?: string
}

export type ReachBounds = { readonly reachableMax: number; readonly decisionsMax: number }

export const defaultReachBounds: ReachBounds = { reachableMax: 500, decisionsMax: 200_000 }

/** What one principal, or whoever it can become, can do to what the snapshot holds: its blast radius. */
export function reachOf(
  graph: EscalationGraph,
  principal: string,
  { reachableMax, decisionsMax }: ReachBounds = defaultReachBounds,
): Reach {
  const { standings, isCut } = reachedFrom(graph, { principal }, defaultPathBounds)
  const found: Reachable[] = adminsAmong(graph, standings)
  let decisions = 0
  for (const resource of [...graph.world.resources.values()].flat()) {
    const wanted = reachableActions[resource.type] ?? []
    decisions += wanted.length * standings.length
    if (decisions > decisionsMax) break
    found.push(...reachableIn(graph, standings, resource))
  }
  const sorted = found.toSorted(bySensitivity)
  const cut = cutWords(isCut, decisions > decisionsMax, sorted.length - reachableMax)
  return { principal, reachable: sorted.slice(0, reachableMax), ...(cut === undefined ? {} : { cut }) }
}

function adminsAmong(graph: EscalationGraph, standings: readonly ReachedStanding[]): Reachable[] {
  return standings
    .filter(({ standing, hops }) => hops.length > 0 && graph.isAdmin(standing))
    .map(({ standing, hops }) => ({
      resource: standing.principal,
      type: `AWS::IAM::${graph.world.authorities.get(standing.principal)?.kind === 'user' ? 'User' : 'Role'}`,
      actions: ['*'],
      sensitivity: 'critical' as const,
      because: 'whoever stands there runs the account',
      path: hops,
      certainty: certaintyOf(hops, []),
    }))
}

/** Proven ways count before conditional ones, and fewer hops before more: standings come in that order. */
function reachableIn(
  graph: EscalationGraph,
  standings: readonly ReachedStanding[],
  resource: AwsResource,
): readonly Reachable[] {
  const whole = targetOfResource(graph.world, resource)
  for (const { standing, hops } of standings) {
    const authority = graph.authorityOf(standing)
    if (authority === undefined) continue
    const allowed = (reachableActions[resource.type] ?? []).flatMap(({ action, suffix }) => {
      const target = suffix === undefined ? whole : { ...whole, arn: `${whole.arn}${suffix}`, open: true }
      const access = decideAccess(authority, { action, target })
      return access === undefined ? [] : [{ action, unsure: access.unsure }]
    })
    if (allowed.length === 0) continue
    const { sensitivity, because } = sensitivityOf(resource.type, resource.tags)
    const unsure = allowed.every((one) => one.unsure.length > 0) ? (allowed[0]?.unsure ?? []) : []
    const actions = allowed.map(({ action }) => action)
    const certainty = certaintyOf(hops, unsure)
    return [
      { resource: resource.arn, type: resource.type, actions, sensitivity, because, path: hops, certainty },
    ]
  }
  return []
}

function certaintyOf(hops: readonly EscalationEdge[], atEnd: readonly string[]): Reachable['certainty'] {
  return atEnd.length === 0 && hops.every(({ unsure }) => unsure.length === 0) ? 'proven' : 'conditional'
}

function bySensitivity(a: Reachable, b: Reachable): number {
  const rank = sensitivities.indexOf(a.sensitivity) - sensitivities.indexOf(b.sensitivity)
  if (rank !== 0) return rank
  if (a.path.length !== b.path.length) return a.path.length - b.path.length
  return a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0
}

function cutWords(hops: boolean, decisions: boolean, more: number): string | undefined {
  const parts = [
    ...(hops ? ['principals further away were not looked at'] : []),
    ...(decisions ? ['not every resource was asked about'] : []),
    ...(more > 0 ? [`${more} less sensitive resources are left out`] : []),
  ]
  return parts.length === 0 ? undefined : parts.join('; ')
}
