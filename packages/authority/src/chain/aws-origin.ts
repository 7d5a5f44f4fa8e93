import { launchesOf, launchOrigin } from './aws-launch-origin.ts'
import { isTemporaryAwsKey, longLivedOrigin, signInOrigin } from './aws-user-origin.ts'
import type { ChainEvent } from './chain-event.ts'
import { notLooked, type Walk } from './chain-lookups.ts'
import type { Behind } from './chain-of.ts'
import { githubJobOrigin } from './github-origin.ts'
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
import { type Issuer, issuerByKey, issuerByName, lastBefore } from './issuer.ts'
import { statedHops } from './stated-origin.ts'

/** Who stands behind the caller of an AWS API. Each kind of caller has its own way back. */
export function* awsOrigin(event: ChainEvent, trail: Trail, behind: Behind): Walk<Origin> {
  const { identityKey, session } = event
  if (identityKey === undefined)
    return origin([unknownHop('human', 'not recorded: the record names no acting identity', event)])
  if (session.service !== undefined) return yield* serviceOrigin(event, session.service, trail, behind)
  if (identityKey.startsWith('github:')) return yield* githubJobOrigin(event)
  if (/^(?:k8s|oidc|spiffe):/.test(identityKey)) return workloadOrigin(event, identityKey)
  if (/^aws:[^:]*:(?:saml|identity-center)\//.test(identityKey))
    return origin([
      hopOf('human', identityKey, 'signed in with an identity provider, as the record states', event),
    ])
  if (/^aws:[^:]*:(?:assumed-role|federated-user)\//.test(identityKey) || isTemporaryAwsKey(event.sessionKey))
    return yield* sessionOrigin(event, identityKey, trail, behind)
  return yield* longLivedOrigin(event, identityKey)
}

/** A service acts by itself; what it runs was started by somebody. */
function* serviceOrigin(event: ChainEvent, service: string, trail: Trail, behind: Behind): Walk<Origin> {
  const launched = yield* launchOrigin(event, launchesOf(event), trail, behind)
  const self = origin([
    hopOf('identity', event.identityKey ?? 'unknown', `${named(service)} called by itself`, event),
  ])
  if (launched.hops.length > 0) return joined(launched, self)
  return joined(
    origin(
      [autonomousHop(`${named(service)} acted by itself; no person called`, event, 'proven')],
      ...launched.missing,
    ),
    self,
  )
}

function workloadOrigin(event: ChainEvent, identityKey: string): Origin {
  return origin([
    unknownHop(
      'human',
      'origin unknown: who runs this workload is not in the records of the provider it came to',
      event,
    ),
    hopOf('identity', identityKey, 'showed a token of its identity provider (OIDC federation)', event),
  ])
}

function* sessionOrigin(event: ChainEvent, identityKey: string, trail: Trail, behind: Behind): Walk<Origin> {
  const issuer = yield* issuerOf(event)
  const granted = identityKey.includes(':assumed-role/') ? yield* roleOrigin(event, identityKey) : origin([])
  if (issuer.kind === 'known') {
    const before = yield* behind(issuer.event, trail)
    const launched = yield* launchOrigin(event, launchesOf(event), trail, behind)
    return joined(
      withoutAutonomous(before, launched),
      granted,
      launched,
      origin(alsoStated(event, before)),
      origin([sessionHop(event, identityKey, issuer)]),
    )
  }
  return yield* withoutIssuer(event, identityKey, issuer, granted, trail, behind)
}

/** What the record of the use adds: a source identity, a person signed in, a service that called on somebody's behalf. */
function alsoStated(event: ChainEvent, before: Origin): Origin['hops'] {
  const known = new Set(before.hops.map((hop) => hop.actor))
  return statedHops(event).filter((hop) => hop.role !== 'session' && !known.has(hop.actor))
}

/** A service that assumed a role for a machine somebody started did not act for nobody. */
function withoutAutonomous(before: Origin, launched: Origin): Origin {
  if (launched.hops.length === 0) return before
  return { ...before, hops: before.hops.filter((hop) => hop.actor !== 'autonomous') }
}

function* issuerOf(event: ChainEvent): Walk<Known | Unknown> {
  const key = event.sessionKey
  const which = key === undefined ? 'this session' : `session ${named(key)}`
  const byKey = key === undefined ? undefined : yield* issuerByKey(event, key)
  if (byKey?.kind === 'unlooked')
    return { kind: 'unknown', because: `nobody has looked yet for the call that issued ${which}` }
  const found = byKey ?? (yield* issuerByName(event))
  if (found !== undefined && found.kind !== 'unlooked') return found
  return { kind: 'unknown', because: `the call that issued ${which} is not in the logs we hold` }
}

type Known = Extract<Issuer, { kind: 'known' }>
type Unknown = Extract<Issuer, { kind: 'unknown' }>

function sessionHop(event: ChainEvent, identityKey: string, issuer: Known) {
  const { event: call, because, certainty } = issuer
  const session = event.sessionKey === undefined ? 'the session' : `the session ${named(event.sessionKey)}`
  const doubt = certainty === 'proven' ? '' : `; inferred: ${because}`
  return hopOf(
    'session',
    identityKey,
    `was obtained with ${named(call.action)} as ${session}${doubt}`,
    call,
    { certainty, also: [event] },
  )
}

/** Who made the role, and who last said who may assume it. */
function* roleOrigin(event: ChainEvent, roleKey: string): Walk<Origin> {
  const creations = yield { kind: 'creates', key: roleKey }
  const created = lastBefore(creations, event)
  const trusted = lastBefore(yield { kind: 'trusts', key: roleKey }, event)
  return origin(
    [
      ...earlierHop('creator', created, ({ action }) => `created ${named(roleKey)} with ${action}`),
      ...earlierHop('trust', trusted, ({ action }) => `said in ${action} who may assume ${named(roleKey)}`),
    ],
    ...(created === undefined && creations !== notLooked
      ? [`Who created ${named(roleKey)} is not in the logs we hold.`]
      : []),
  )
}

function* withoutIssuer(
  event: ChainEvent,
  identityKey: string,
  issuer: Unknown,
  granted: Origin,
  trail: Trail,
  behind: Behind,
): Walk<Origin> {
  const self = origin([hopOf('session', identityKey, `acted ${sessionWords(event)}`, event)])
  if (event.session.providerOwned === true)
    return joined(
      origin([autonomousHop('a role that only AWS itself can use: its service acted', event, 'proven')]),
      granted,
      self,
    )
  const signedIn = yield* signInOrigin(event, identityKey)
  if (signedIn !== undefined) return joined(signedIn, granted, self)
  const launched = yield* launchOrigin(event, launchesOf(event), trail, behind)
  const stated = statedHops(event)
  const gap = gapWords(issuer.because)
  const hole = unknownHop('session', `origin unknown: ${issuer.because}`, event)
  if (launched.hops.length > 0) return joined(launched, granted, origin(stated), self)
  return joined(origin([hole, ...stated], gap), granted, launched, self)
}

function gapWords(because: string): string {
  return because.startsWith('nobody has looked')
    ? `Origin unknown: ${because}.`
    : `Origin unknown: ${because}, so we cannot say who obtained it.`
}

function sessionWords({ sessionKey, session }: ChainEvent): string {
  const key =
    sessionKey === undefined ? 'in a session whose key is not recorded' : `in session ${named(sessionKey)}`
  return session.startedMs === undefined
    ? key
    : `${key}, begun at ${new Date(session.startedMs).toISOString()}`
}
