import type { AuthorityHop } from '@countersign/explanation/explanation'
import { sentence } from '../explain/words.ts'
import { type ChainEvent, marksOf } from './chain-event.ts'
import { notLooked, type Walk } from './chain-lookups.ts'
import type { Behind } from './chain-of.ts'
import {
  autonomousHop,
  earlierHop,
  hopOf,
  joined,
  named,
  type Origin,
  origin,
  type Trail,
  unknownHop,
} from './hop.ts'
import { issuerByKey, lastBefore } from './issuer.ts'

/** Who stands behind a request to the Kubernetes API. */
export function* kubernetesOrigin(event: ChainEvent, trail: Trail, behind: Behind): Walk<Origin> {
  const { identityKey } = event
  if (identityKey === undefined)
    return origin([unknownHop('human', 'not recorded: the event names no user', event)])
  const impersonator = event.stated.find((hop) => hop.relation === 'impersonation')
  if (impersonator !== undefined) {
    const real = {
      ...event,
      identityKey: impersonator.identityKey,
      stated: event.stated.filter((hop) => hop !== impersonator),
    }
    const before = yield* authenticated(real, impersonator.identityKey, trail, behind)
    return joined(
      before,
      origin([
        hopOf('identity', identityKey, `was impersonated by ${named(impersonator.identityKey)}`, event),
      ]),
    )
  }
  return yield* authenticated(event, identityKey, trail, behind)
}

function* authenticated(event: ChainEvent, identityKey: string, trail: Trail, behind: Behind): Walk<Origin> {
  const iam = event.stated.find((hop) => hop.relation === 'aws-iam')
  if (iam !== undefined) {
    // The cluster let an IAM identity in: its credential leads on into AWS.
    const inAws: ChainEvent = {
      ...event,
      format: 'aws-cloudtrail',
      identityKey: iam.identityKey,
      stated: [],
      ref: event.ref,
    }
    const before = yield* behind(withId(inAws), trail)
    return joined(
      origin(citing(before.hops, event), ...before.missing),
      yield* grantsOf(event, identityKey),
      origin([hopOf('identity', identityKey, `is the cluster user of ${named(iam.identityKey)}`, event)]),
    )
  }
  if (isControlPlane(identityKey))
    return origin([
      autonomousHop('part of the control plane: it acts by itself', event, 'inferred'),
      hopOf('identity', identityKey, 'acted', event),
    ])
  return isServiceAccount(identityKey)
    ? yield* serviceAccountOrigin(event, identityKey, trail, behind)
    : joined(
        origin([
          unknownHop('human', 'not recorded: the cluster knows the user by name, not the person', event),
        ]),
        yield* grantsOf(event, identityKey),
        origin([hopOf('identity', identityKey, 'acted as a user of the cluster', event)]),
      )
}

/** The stand-in has an id of its own on the trail, or it would look like the same event again. */
function withId(event: ChainEvent): ChainEvent {
  return { ...event, ref: { ...event.ref, eventId: `${event.ref.eventId}#aws` } }
}

function citing(hops: readonly AuthorityHop[], event: ChainEvent): readonly AuthorityHop[] {
  const standIn = `${event.ref.eventId}#aws`
  const real = (id: string) => (id === standIn ? event.ref.eventId : id)
  return hops.map((hop) => ({
    ...hop,
    ...(hop.event === undefined ? {} : { event: real(hop.event) }),
    cites: hop.cites.map((cite) => ({ ...cite, id: real(cite.id) })),
  }))
}

function isServiceAccount(identityKey: string): boolean {
  return /^k8s:[^:]*:[^/]+\/.+$/.test(identityKey) && !/^k8s:[^:]*:user\//.test(identityKey)
}

/** Names under `system:` are reserved to the cluster's own parts; its controllers run as accounts of kube-system. */
function isControlPlane(identityKey: string): boolean {
  return /^k8s:[^:]*:(?:user\/system:(?:apiserver|kube-|node:)|kube-system\/[a-z0-9-]+-controller$|kube-system\/(?:generic-garbage-collector|namespace-controller|horizontal-pod-autoscaler)$)/.test(
    identityKey,
  )
}

function* serviceAccountOrigin(
  event: ChainEvent,
  account: string,
  trail: Trail,
  behind: Behind,
): Walk<Origin> {
  const creations = yield { kind: 'creates', key: account }
  const created = lastBefore(creations, event)
  const made = earlierHop('creator', created, () => `created the service account ${named(account)}`)
  const grants = yield* grantsOf(event, account)
  const holder = yield* holderOf(event, account, trail, behind)
  return joined(
    holder,
    origin(
      made,
      ...(created === undefined && creations !== notLooked
        ? [`Who created ${named(account)} is not in the logs we hold.`]
        : []),
    ),
    grants,
    origin([hopOf('identity', account, 'acted as a service account', event)]),
  )
}

/** Who gave it rights: the last binding that names it. */
function* grantsOf(event: ChainEvent, identityKey: string): Walk<Origin> {
  const binding = lastBefore(yield { kind: 'trusts', key: identityKey }, event)
  if (binding === undefined) return origin([])
  const role = marksOf(binding, 'trusts').find((mark) => mark.key === identityKey)?.about ?? 'a role'
  return origin([
    hopOf(
      'trust',
      binding.identityKey ?? 'unknown',
      `bound ${named(role)} to ${named(identityKey)}`,
      binding,
    ),
  ])
}

/** Who holds the token: whoever asked for it, or the pod it was mounted in and whoever started that. */
function* holderOf(event: ChainEvent, account: string, trail: Trail, behind: Behind): Walk<Origin> {
  const issuer = event.sessionKey === undefined ? undefined : yield* issuerByKey(event, event.sessionKey)
  if (issuer?.kind === 'known' && !isControlPlane(issuer.event.identityKey ?? '')) {
    const before = yield* behind(issuer.event, trail)
    return joined(
      before,
      origin([
        hopOf('session', account, 'was obtained as a token with TokenRequest', issuer.event, {
          also: [event],
        }),
      ]),
    )
  }
  for (const key of event.context.runsIn ?? []) {
    const started = lastBefore(yield { kind: 'launches', key }, event)
    if (started !== undefined) return yield* workloadOrigin(started, key, event, trail, behind)
  }
  const why = holderUnknown(event, issuer?.kind === 'unlooked')
  return origin([unknownHop('human', why, event)], `${sentence(why)}.`)
}

function holderUnknown({ sessionKey, context }: ChainEvent, unlooked: boolean): string {
  const where = context.runsIn?.[0]
  if (where !== undefined) return `origin unknown: who started ${named(where)} is not in the logs we hold`
  if (sessionKey === undefined) return 'not recorded: the event does not show which token it used'
  return unlooked
    ? 'origin unknown: nobody has looked yet for the call that issued its token'
    : 'origin unknown: the call that issued its token is not in the logs we hold'
}

/** A pod that a controller made was asked for by whoever made its owner: from pod to replica set to deployment. */
function* workloadOrigin(
  started: ChainEvent,
  key: string,
  use: ChainEvent,
  trail: Trail,
  behind: Behind,
): Walk<Origin> {
  const hop = hopOf('creator', started.identityKey ?? 'unknown', `started ${named(key)}`, started, {
    also: [use],
  })
  for (const owner of started.context.owners ?? []) {
    const made = lastBefore(yield { kind: 'launches', key: owner }, started)
    if (made !== undefined && trail.depth < 8)
      return joined(
        yield* workloadOrigin(made, owner, started, { ...trail, depth: trail.depth + 1 }, behind),
        origin([hop]),
      )
  }
  return joined(yield* behind(started, trail), origin([hop]))
}
