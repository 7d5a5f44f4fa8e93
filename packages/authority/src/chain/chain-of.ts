import type { AuthorityChain, AuthorityHop } from '@countersign/explanation/explanation'
import { agentAsking, agentOrigin } from './agent-origin.ts'
import { awsOrigin } from './aws-origin.ts'
import type { ChainEvent } from './chain-event.ts'
import { type ChainLookups, type Walk, walkWith } from './chain-lookups.ts'
import { directoryOrigin } from './directory-origin.ts'
import { failedSignInChain, isFailedSignIn } from './failed-sign-in.ts'
import { githubOrigin } from './github-origin.ts'
import { hopOf, joined, named, type Origin, onward, origin, startOfTrail, type Trail } from './hop.ts'
import { kubernetesOrigin } from './kubernetes-origin.ts'
import { statedOrigin } from './stated-origin.ts'

/** Hops and gaps of one chain; what is left out is said. */
export const hopsMax = 40

/**
 * From the person who answers for it to the call: who stands behind each credential, as the records show. A hop is
 * _proven_ when a record states it or two records carry the same key, _inferred_ when they fit and the reason is said,
 * _unknown_ otherwise. Names, labels and user agents are never what a hop rests on.
 *
 * @example const chain = await chainOf(event, index)
 */
export function chainOf(event: ChainEvent, lookups: ChainLookups): Promise<AuthorityChain> {
  return walkWith(chainWalk(event), lookups)
}

/** The same as questions and answers, for callers that hold the answers already. */
export function* chainWalk(event: ChainEvent): Walk<AuthorityChain> {
  if (isFailedSignIn(event)) return failedSignInChain(event)
  const asked = yield* agentAsking(event, startOfTrail, behind)
  const credential = yield* behind(event, startOfTrail)
  const whole = joined(asked, credential, origin([callHop(event)]))
  const hops = distinct(whole.hops)
  const missing = [...new Set(whole.missing)]
  return {
    chain: hops.length > hopsMax ? hops.slice(-hopsMax) : hops,
    missing:
      hops.length > hopsMax
        ? [
            ...missing.slice(0, hopsMax),
            `The chain has ${hops.length} hops; the ${hops.length - hopsMax} farthest are left out.`,
          ]
        : missing.slice(0, hopsMax),
  }
}

/** Asks who stands behind an event: handed to each platform, because chains cross from one to another. */
export type Behind = (event: ChainEvent, trail: Trail) => Walk<Origin>

function* behind(event: ChainEvent, trail: Trail): Walk<Origin> {
  const next = onward(trail, event)
  if (next === undefined)
    return origin([], 'The records lead round in a circle, or farther back than is followed; it ends here.')
  return yield* originOf(event, next)
}

function* originOf(event: ChainEvent, trail: Trail): Walk<Origin> {
  switch (event.format) {
    case 'aws-cloudtrail':
      return yield* awsOrigin(event, trail, behind)
    case 'kubernetes-audit':
      return yield* kubernetesOrigin(event, trail, behind)
    case 'github-audit':
      return yield* githubOrigin(event)
    case 'okta-system-log':
    case 'entra-sign-in':
    case 'entra-audit':
      return yield* directoryOrigin(event)
    default:
      return event.context.span === undefined ? statedOrigin(event) : yield* agentOrigin(event)
  }
}

function callHop(event: ChainEvent): AuthorityHop {
  const on = event.resource === undefined ? '' : ` on ${named(event.resource)}`
  const failed = event.outcome === 'failure' ? ', which was refused or failed' : ''
  return hopOf('tool', event.identityKey ?? 'unknown', `called ${named(event.action)}${on}${failed}`, event)
}

function distinct(hops: readonly AuthorityHop[]): readonly AuthorityHop[] {
  return [
    ...new Map(hops.map((hop) => [`${hop.role} ${hop.actor} ${hop.via} ${hop.event ?? ''}`, hop])).values(),
  ]
}
