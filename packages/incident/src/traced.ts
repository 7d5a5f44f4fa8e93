import type { IdentityKey } from '@countersign/ocsf/event'
import type { DetectionFinding, EventFacts } from './finding.ts'

/** Sessions that obtain sessions are followed so far. */
const hopsMax = 5

/**
 * The finding with `obtainedBy` on its events: who stands behind each session by the calls that issued it, so that
 * what an identity does with a role and what it does itself are one thing. `issuers` by session key.
 */
export function traced(
  finding: DetectionFinding,
  issuers: ReadonlyMap<string, EventFacts>,
): DetectionFinding {
  if (issuers.size === 0) return finding
  return { ...finding, events: finding.events.map((event) => tracedEvent(event, issuers)) }
}

function tracedEvent(event: EventFacts, issuers: ReadonlyMap<string, EventFacts>): EventFacts {
  const obtainedBy = new Set<IdentityKey>()
  let issuer = issuers.get(event.sessionKey ?? '')
  for (let hops = 0; issuer !== undefined && hops < hopsMax; hops += 1) {
    if (issuer.identityKey !== undefined && issuer.identityKey !== event.identityKey)
      obtainedBy.add(issuer.identityKey)
    issuer = issuers.get(issuer.sessionKey ?? '')
  }
  return obtainedBy.size === 0 ? event : { ...event, obtainedBy: [...obtainedBy] }
}
