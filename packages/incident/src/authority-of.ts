import type { ChainEvent, ChainQuery } from '@countersign/authority/chain/chain-event'
import { notLooked, walkNow } from '@countersign/authority/chain/chain-lookups'
import { chainWalk } from '@countersign/authority/chain/chain-of'
import type { AuthorityChain, AuthorityHop } from '@countersign/explanation/explanation'
import type { ExplainContext } from './explain-context.ts'
import type { EventFacts } from './finding.ts'
import { isFailedSignIn } from './sign-in.ts'

const hopsMax = 12

/**
 * On whose credentials: from whoever stands behind it to the identity that acted, over all events of an incident. The
 * chain of each credential is followed as it is for a single event, by the calls that were looked up for the incident.
 */
export function authorityOf(events: readonly EventFacts[], context: ExplainContext): AuthorityChain {
  const hops = new Map<string, AuthorityHop>()
  const missing = new Set<string>()
  const find = finder(events, context)
  for (const event of distinctCredentials(events)) {
    const walked = walkNow(chainWalk(chainEventOfFacts(event)), find)
    for (const gap of walked.missing) missing.add(gap)
    for (const hop of walked.chain.filter(isOfIncident)) {
      const key = `${hop.actor} ${hop.actor === 'unknown' ? hop.via : ''}`
      if (!hops.has(key) && hops.size < hopsMax) hops.set(key, hop)
    }
  }
  return { chain: [...hops.values()], missing: [...missing].slice(0, hopsMax) }
}

export function issuersAmong(events: readonly EventFacts[]): readonly (readonly [string, EventFacts])[] {
  return events.flatMap((event) =>
    event.issuedSessionKey === undefined ? [] : [[event.issuedSessionKey, event] as const],
  )
}

/** The call itself is told as what happened; that no record names a person is said once, of the owner. */
function isOfIncident(hop: AuthorityHop): boolean {
  return hop.role !== 'tool' && !(hop.role === 'human' && hop.certainty === 'unknown')
}

/** A failed sign-in names a target, not an actor: nothing was done on its authority. */
function distinctCredentials(events: readonly EventFacts[]): readonly EventFacts[] {
  const acting = events.filter(
    (event) => event.chain.length > 0 || (event.identityKey !== undefined && !isFailedSignIn(event)),
  )
  const keyed = acting.map(
    (event) => [JSON.stringify([event.identityKey, event.sessionKey, event.chain]), event] as const,
  )
  return [...new Map(keyed.toReversed()).values()].toReversed()
}

const awsKey = /^A[KS]IA[A-Z0-9]+$/

/** Only the issuing calls of AWS are looked up for an incident, and not always those. */
function finder(events: readonly EventFacts[], { issuers }: ExplainContext) {
  const known = new Map([...issuersAmong(events), ...(issuers ?? [])])
  return ({ kind, key }: ChainQuery): readonly ChainEvent[] => {
    if (kind !== 'issues' || !awsKey.test(key)) return notLooked
    const issuer = known.get(key)
    if (issuer !== undefined) return [chainEventOfFacts(issuer)]
    return issuers === undefined ? notLooked : []
  }
}

function chainEventOfFacts(facts: EventFacts): ChainEvent {
  const { ref, timeMs, format, action, outcome, identityKey, chain, sessionKey, resource, issuedSessionKey } =
    facts
  return {
    ref,
    timeMs,
    format,
    action,
    outcome,
    identityKey,
    stated: chain,
    sessionKey,
    resource,
    session: {},
    context: {},
    marks: issuedSessionKey === undefined ? [] : [{ kind: 'issues', key: issuedSessionKey }],
  }
}
