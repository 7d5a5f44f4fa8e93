import type { FindingEvent, IncidentDetail } from '@countersign/api/incident'
import type { AuthorityChain, AuthorityHop } from '@countersign/explanation/explanation'

export type EntityKind = 'identity' | 'session' | 'host' | 'address' | 'resource'
export type Entity = {
  /** Kind and name: the same name may be a host and a resource. */
  readonly id: string
  readonly kind: EntityKind
  readonly name: string
  readonly events: number
}
/** What two entities have to do with each other, as the events or the chain of authority tell it. */
type Tie = {
  readonly from: string
  readonly to: string
  readonly words: string
  readonly events: number
}
export type EntityGraph = {
  readonly entities: readonly Entity[]
  readonly ties: readonly Tie[]
  /** Entities with fewer events that found no room. */
  readonly omitted: number
}

const entitiesMax = 40
const actionsNamed = 2

/** Who and what an incident is about, and what ties them together. Entities with most events come first. */
export function entityGraph(detail: IncidentDetail, authority: AuthorityChain | undefined): EntityGraph {
  const events = new Map(
    detail.findings.flatMap((finding) => finding.events.map((event) => [event.eventId, event])),
  )
  const draft: Draft = { entities: new Map(), ties: new Map() }
  for (const event of events.values()) addEvent(draft, event)
  addAuthority(draft, authority?.chain ?? [])
  const all = [...draft.entities.values()].sort((a, b) => b.events - a.events)
  const entities = all.slice(0, entitiesMax)
  const shown = new Set(entities.map(({ id }) => id))
  const ties = [...draft.ties.values()]
    .filter(({ from, to }) => shown.has(from) && shown.has(to))
    .map(({ from, to, words, events: count }) => ({ from, to, events: count, words: tieWords(words) }))
  return { entities, ties, omitted: all.length - entities.length }
}

/** What is being gathered; sums grow while events are read. */
type Draft = {
  readonly entities: Map<string, Entity>
  readonly ties: Map<string, { from: string; to: string; words: Set<string>; events: number }>
}

function addEntity(draft: Draft, kind: EntityKind, name: string, events: number): string {
  const id = `${kind} ${name}`
  const known = draft.entities.get(id)
  draft.entities.set(id, { id, kind, name, events: (known?.events ?? 0) + events })
  return id
}

function addTie(draft: Draft, from: string, to: string, words: string, events: number): void {
  const id = JSON.stringify([from, to])
  const tie = draft.ties.get(id) ?? { from, to, words: new Set<string>(), events: 0 }
  tie.words.add(words)
  tie.events += events
  draft.ties.set(id, tie)
}

function addEvent(draft: Draft, event: FindingEvent): void {
  const { identityKey, host, sourceIp, resource } = event
  const actor = identityKey === null ? undefined : addEntity(draft, 'identity', identityKey, 1)
  const place = host === null ? undefined : addEntity(draft, 'host', host, 1)
  const from = sourceIp === null ? undefined : addEntity(draft, 'address', sourceIp, 1)
  const object = resource === null ? undefined : addEntity(draft, 'resource', resource, 1)
  const subject = actor ?? place
  addSessions(draft, event, subject)
  if (from !== undefined && subject !== undefined) addTie(draft, from, subject, 'came from', 1)
  if (actor !== undefined && place !== undefined) addTie(draft, actor, place, 'acted on', 1)
  if (subject !== undefined && object !== undefined)
    addTie(draft, subject, object, event.action === '' ? 'touched' : event.action, 1)
}

/** The session or credential that acted, and the one it was given. */
function addSessions(draft: Draft, event: FindingEvent, subject: string | undefined): void {
  const { sessionKey, issuedSessionKey } = event
  const session = sessionKey === null ? undefined : addEntity(draft, 'session', sessionKey, 1)
  if (session !== undefined && subject !== undefined) addTie(draft, session, subject, 'used by', 1)
  if (issuedSessionKey === null || issuedSessionKey === sessionKey) return
  const issued = addEntity(draft, 'session', issuedSessionKey, 1)
  const giver = subject ?? session
  if (giver !== undefined) addTie(draft, giver, issued, 'was given', 1)
}

/** Each hop leads to the next; what the chain adds rests on no event of its own. */
function addAuthority(draft: Draft, hops: readonly AuthorityHop[]): void {
  const ids = hops.map(({ role, actor }) =>
    addEntity(draft, role === 'session' ? 'session' : 'identity', actor, 0),
  )
  for (const [at, id] of ids.entries()) {
    const before = ids[at - 1]
    if (before !== undefined && before !== id) addTie(draft, before, id, hops[at]?.via ?? '', 0)
  }
}

function tieWords(words: ReadonlySet<string>): string {
  const named = [...words].slice(0, actionsNamed).join(', ')
  return words.size > actionsNamed ? `${named} +${words.size - actionsNamed}` : named
}
