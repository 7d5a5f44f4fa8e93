import { identityParts } from '@countersign/authority/explain/identity-words'
import type { AuthorityChain, AuthorityHop } from '@countersign/explanation/explanation'
import { eventCite } from './deed.ts'
import type { ExplainContext } from './explain-context.ts'
import type { EventFacts } from './finding.ts'
import { isFailedSignIn } from './sign-in.ts'

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
    for (const hop of hopsOf(event, issuers, context.issuers !== undefined, missing)) {
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

/** Farthest from the action first. */
function hopsOf(
  event: EventFacts,
  issuers: ReadonlyMap<string, EventFacts>,
  looked: boolean,
  missing: Set<string>,
): readonly AuthorityHop[] {
  const cites = [eventCite(event)]
  const stated = event.chain.toReversed().map(
    (hop): AuthorityHop => ({
      role: roleOf(hop.identityKey),
      actor: hop.identityKey,
      via: hop.relation,
      certainty: 'proven',
      cites,
    }),
  )
  const actor: readonly AuthorityHop[] =
    event.identityKey === undefined || isFailedSignIn(event)
      ? []
      : [
          {
            role: 'identity',
            actor: event.identityKey,
            via: 'acted in this incident',
            certainty: 'proven',
            cites,
          },
        ]
  return [...issuerHops(event, issuers, looked, missing), ...stated, ...actor]
}

function issuerHops(
  event: EventFacts,
  issuers: ReadonlyMap<string, EventFacts>,
  looked: boolean,
  missing: Set<string>,
): readonly AuthorityHop[] {
  const session = event.sessionKey
  // ASIA… is a temporary AWS key: some call issued it. AKIA… is a long-lived key and has no issuing call to look for.
  if (session === undefined || !/^ASIA[A-Z0-9]+$/.test(session)) return []
  const issuer = issuers.get(session)
  if (issuer?.identityKey === undefined) return [unknownIssuer(event, session, looked, missing)]
  return [
    {
      role: roleOf(issuer.identityKey),
      actor: issuer.identityKey,
      via: `obtained the session with ${issuer.action}`,
      certainty: 'proven',
      cites: [eventCite(issuer)],
    },
  ]
}

/** Nobody looked, or it was looked for and is not there: two different answers. */
function unknownIssuer(
  event: EventFacts,
  session: string,
  looked: boolean,
  missing: Set<string>,
): AuthorityHop {
  missing.add(
    looked
      ? `Origin unknown: the call that issued session ${session} is not in the logs we hold, so we cannot say who obtained it.`
      : `Origin unknown: nobody has looked yet for the call that issued session ${session}.`,
  )
  return {
    role: 'session',
    actor: 'unknown',
    via: `obtained session ${session}`,
    certainty: 'unknown',
    cites: [eventCite(event)],
  }
}

function roleOf(identityKey: string): AuthorityHop['role'] {
  const { kind } = identityParts(identityKey)
  if (kind === 'agent') return 'agent'
  if (kind === 'aws-role' || kind === 'aws-federated') return 'session'
  return 'identity'
}
