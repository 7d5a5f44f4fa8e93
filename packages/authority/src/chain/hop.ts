import type { AuthorityHop, EvidenceRef } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { ChainEvent } from './chain-event.ts'

/** `actor` of a hop nobody can fill from the records, and of one that the records say nobody stands behind. */
export const unknownActor = 'unknown'
export const autonomousActor = 'autonomous'

/** Calls seen a little out of order: clocks of a provider's services differ by this much. */
export const clockSkewMs = 5_000

const namedMaxChars = 120

/** A name from a log, for a sentence. */
export function named(text: string): string {
  return visibleText(text, namedMaxChars)
}

export function eventCite({ ref }: Pick<ChainEvent, 'ref'>): EvidenceRef {
  return { kind: 'event', id: ref.eventId, ...(ref.locator === undefined ? {} : { locator: ref.locator }) }
}

type HopOptions = {
  readonly certainty?: AuthorityHop['certainty']
  /** Further events that the hop rests on. */
  readonly also?: readonly ChainEvent[]
}

/** A hop that an event shows. */
export function hopOf(
  role: AuthorityHop['role'],
  actor: string,
  via: string,
  event: ChainEvent,
  { certainty = 'proven', also = [] }: HopOptions = {},
): AuthorityHop {
  const cites = [event, ...also].map(eventCite)
  return {
    role,
    actor,
    via,
    event: event.ref.eventId,
    time: new Date(event.timeMs).toISOString(),
    certainty,
    cites: [...new Map(cites.map((cite) => [cite.id, cite])).values()],
  }
}

/** The hop of an earlier call; none where the records do not hold it. */
export function earlierHop(
  role: AuthorityHop['role'],
  earlier: ChainEvent | undefined,
  via: (earlier: ChainEvent) => string,
  options?: HopOptions,
): readonly AuthorityHop[] {
  if (earlier === undefined) return []
  return [hopOf(role, earlier.identityKey ?? unknownActor, via(earlier), earlier, options)]
}

/** What the records do not say, with the event that leaves it open. */
export function unknownHop(role: AuthorityHop['role'], via: string, event: ChainEvent): AuthorityHop {
  return { role, actor: unknownActor, via, certainty: 'unknown', cites: [eventCite(event)] }
}

/** Nobody asked for it: a service, timer or controller acts by itself, and the records say so. */
export function autonomousHop(
  via: string,
  event: ChainEvent,
  certainty: 'proven' | 'inferred',
): AuthorityHop {
  return hopOf('human', autonomousActor, via, event, { certainty })
}

/** Part of a chain, farthest from the action first, and what could not be established on the way. */
export type Origin = { readonly hops: readonly AuthorityHop[]; readonly missing: readonly string[] }

export function origin(hops: readonly AuthorityHop[], ...missing: readonly string[]): Origin {
  return { hops, missing }
}

export function joined(...parts: readonly Origin[]): Origin {
  return { hops: parts.flatMap((part) => part.hops), missing: parts.flatMap((part) => part.missing) }
}

/** How far one explanation follows, and what it has already followed: a circle of records ends. */
export type Trail = { readonly visited: ReadonlySet<string>; readonly depth: number }

export const trailDepthMax = 12
export const startOfTrail: Trail = { visited: new Set(), depth: 0 }

/** Undefined when this event has been followed already, or the trail is long enough. */
export function onward(trail: Trail, event: ChainEvent): Trail | undefined {
  const { eventId } = event.ref
  if (trail.visited.has(eventId) || trail.depth >= trailDepthMax) return undefined
  return { visited: new Set([...trail.visited, eventId]), depth: trail.depth + 1 }
}
