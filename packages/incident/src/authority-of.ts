import type { AuthorityChain, AuthorityHop } from '@countersign/explanation/explanation'
import { eventCite } from './deed.ts'
import type { ExplainContext } from './explain-context.ts'
import type { EventFacts } from './finding.ts'
import { identityName, identityParts } from './identity-words.ts'

const hopsMax = 12

/**
 * On whose credentials: from whoever stands behind it to the identity that acted. A hop that a record states is proven
 * by that record; a session joined to the call that issued it, by the key id both carry, is proven by that call.
 */
export function authorityOf(events: readonly EventFacts[], context: ExplainContext): AuthorityChain {
  const hops = new Map<string, AuthorityHop>()
  const missing = new Set<string>()
  const issuers = new Map([...issuersAmong(events), ...(context.issuers ?? [])])
  for (const event of events) {
    for (const hop of hopsOf(event, issuers, missing)) {
      const key = `${hop.role} ${hop.identityKey}`
      if (!hops.has(key) && hops.size < hopsMax) hops.set(key, hop)
    }
  }
  return { hops: [...hops.values()], missing: [...missing].slice(0, hopsMax) }
}

function issuersAmong(events: readonly EventFacts[]): readonly (readonly [string, EventFacts])[] {
  return events.flatMap((event) =>
    event.issuedSessionKey === undefined ? [] : [[event.issuedSessionKey, event] as const],
  )
}

/** Farthest from the action first. */
function hopsOf(
  event: EventFacts,
  issuers: ReadonlyMap<string, EventFacts>,
  missing: Set<string>,
): readonly AuthorityHop[] {
  const cites = [eventCite(event)]
  const stated = event.chain.toReversed().map(
    (hop): AuthorityHop => ({
      role: roleOf(hop.identityKey),
      identityKey: hop.identityKey,
      relation: hop.relation,
      certainty: 'proven',
      cites,
    }),
  )
  const actor: readonly AuthorityHop[] =
    event.identityKey === undefined
      ? []
      : [{ role: 'identity', identityKey: event.identityKey, relation: 'acted', certainty: 'proven', cites }]
  return [...issuerHops(event, issuers, missing), ...stated, ...actor]
}

function issuerHops(
  event: EventFacts,
  issuers: ReadonlyMap<string, EventFacts>,
  missing: Set<string>,
): readonly AuthorityHop[] {
  const session = event.sessionKey
  // ASIA… is a temporary AWS key: some call issued it. AKIA… is a long-lived key and has no issuing call to look for.
  if (session === undefined || !/^ASIA[A-Z0-9]+$/.test(session)) return []
  const issuer = issuers.get(session)
  if (issuer?.identityKey === undefined) {
    missing.add(
      `The call that issued session ${session} is not in the logs we hold, so who obtained it is unknown.`,
    )
    return []
  }
  return [
    {
      role: roleOf(issuer.identityKey),
      identityKey: issuer.identityKey,
      relation: `obtained the session with ${issuer.action}`,
      certainty: 'proven',
      cites: [eventCite(issuer)],
    },
  ]
}

function roleOf(identityKey: string): AuthorityHop['role'] {
  const { kind } = identityParts(identityKey)
  if (kind === 'agent') return 'agent'
  if (kind === 'aws-role' || kind === 'aws-federated') return 'session'
  return 'identity'
}

/** The chain in a sentence; undefined when nobody is known to stand behind the actor. */
export function authorityWords(chain: AuthorityChain): string | undefined {
  const behind = chain.hops.filter((hop) => hop.relation !== 'acted')
  if (behind.length === 0) return undefined
  return behind.map((hop) => `${identityName(hop.identityKey)} (${hop.relation})`).join(', then ')
}
