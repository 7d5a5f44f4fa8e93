import type { DetectionFinding, EventFacts } from './finding.ts'
import { loginNameOf } from './login-name.ts'
import { isLinkableAddress, isLinkableHost, isSharedIdentity, isSharedSession } from './shared-identity.ts'
import { authenticationClass, isFailedSignIn } from './sign-in.ts'

/**
 * What ties a finding to others. `actors` are identities and sessions that acted; `places` are where it was seen or
 * what was aimed at, and tie only when one side has no actor of its own.
 */
export type LinkKeys = { readonly actors: readonly string[]; readonly places: readonly string[] }

/** Above this many actors a finding (a password spray, say) is about its source, not about one of them. */
const actorsPerFindingMax = 3

const isNetworkClass = (classUid: number) => Math.floor(classUid / 1000) === 4

export function linkKeys(finding: DetectionFinding): LinkKeys {
  const actors = new Set<string>()
  const places = new Set<string>()
  for (const event of finding.events) collect(event, actors, places)
  const actorIdentities = new Set(
    finding.events.flatMap((event) => event.identityKey ?? []).filter((key) => !isSharedIdentity(key)),
  )
  if (actorIdentities.size > actorsPerFindingMax) {
    return { actors: [], places: [...places, ...actors, ...targetKeys(finding.events)] }
  }
  if (actors.size + places.size === 0) places.add(`rule:${finding.rule.id}`)
  return { actors: [...actors], places: [...places] }
}

/** The key an incident's id is derived from: its first actor, else its first place. */
export function groupKeyOf(keys: LinkKeys): string {
  return keys.actors[0] ?? keys.places[0] ?? ''
}

function collect(event: EventFacts, actors: Set<string>, places: Set<string>): void {
  const seen = placeKeys(event)
  for (const key of seen) places.add(key)
  if (isFailedSignIn(event)) {
    // Everybody mistypes a password: two failures on one account are tied by where they came from, if that is known.
    if (!seen.some((key) => key.startsWith('address:')))
      for (const key of identityKeys(event)) places.add(key)
    return
  }
  const named = event.identityKey !== undefined && !isSharedIdentity(event.identityKey)
  for (const key of [...identityKeys(event), ...sessionKeys(event, named), ...personKeys(event)])
    actors.add(key)
}

/** Who tries many accounts works from a list: the same accounts from another address are the same attempt. */
function targetKeys(events: readonly EventFacts[]): readonly string[] {
  return events.filter(isFailedSignIn).flatMap((event) => identityKeys(event).map((key) => `target:${key}`))
}

function identityKeys(event: EventFacts): readonly string[] {
  const keys = [
    event.identityKey,
    ...event.chain.map((hop) => hop.identityKey),
    ...(event.obtainedBy ?? []).flatMap((key) => [key, clusterless(key)]),
  ]
  return keys
    .filter((key) => key !== undefined && !isSharedIdentity(key))
    .map((key) => (isLocalAccount(key ?? '') ? `identity:${key}@${event.host ?? ''}` : `identity:${key}`))
}

/**
 * An audit log of Kubernetes does not name its cluster, the identity provider that vouches for a workload does: only
 * where a call proves that the workload obtained the session, its name alone ties the two.
 */
function clusterless(key: string): string | undefined {
  const [, namespace, account] = /^k8s:[^:]+:([^/:]+)\/([^/:]+)$/.exec(key) ?? []
  if (namespace === undefined || namespace === 'user' || account === 'default') return undefined
  return `k8s::${namespace}/${account}`
}

/** `administrator` without a domain is a different account on every machine. */
function isLocalAccount(key: string): boolean {
  return /^windows:(?:(?:\.|workgroup)?\\|[^\\]+$)/i.test(key)
}

/** One login name from one address is one person, in whichever directories the two are seen together. */
function personKeys({ identityKey, chain, sourceIp }: EventFacts): readonly string[] {
  if (sourceIp === undefined || !isLinkableAddress(sourceIp)) return []
  // A role session of Identity Center names its person in the chain only.
  const keys = [identityKey, ...chain.map((hop) => hop.identityKey)]
  const names = new Set(keys.flatMap((key) => (key === undefined ? undefined : loginNameOf(key)) ?? []))
  return [...names].map((name) => `person:${name} at ${sourceIp}`)
}

function sessionKeys(event: EventFacts, named: boolean): readonly string[] {
  const keys: string[] = []
  // A logon id counts per machine, an access key id everywhere.
  const scope = event.format.startsWith('windows-') ? `${event.host ?? ''}:` : ''
  // A role shared by many people still has one session each, so a session counts even where its role does not.
  const usable = named || event.format === 'aws-cloudtrail'
  if (usable && event.sessionKey !== undefined && !isSharedSession(event.sessionKey)) {
    keys.push(`session:${scope}${event.sessionKey}`)
  }
  if (event.issuedSessionKey !== undefined) keys.push(`session:${event.issuedSessionKey}`)
  return keys
}

/** In network events the address acts and the host only saw it; elsewhere the host is where it happened. */
function placeKeys(event: EventFacts): readonly string[] {
  const host = event.host !== undefined && isLinkableHost(event.host) ? [`host:${event.host}`] : []
  const address =
    event.sourceIp !== undefined && isLinkableAddress(event.sourceIp) ? [`address:${event.sourceIp}`] : []
  const signIn = event.classUid === authenticationClass
  if (signIn || isNetworkClass(event.classUid)) return address.length > 0 ? address : host
  if (host.length > 0) return host
  if (address.length > 0) return address
  return event.resource === undefined ? [] : [`resource:${event.resource}`]
}
