import type { Right } from '@countersign/api/person'
import type { ActionId } from '../actions/catalogue.ts'
import { inWordsOf, type Reader } from '../settings/use-reader.ts'

export type Place = {
  readonly to:
    | '/queue'
    | '/hand-over'
    | '/events'
    | '/identities'
    | '/compliance'
    | '/tenants'
    | '/sources'
    | '/rules'
  readonly action: ActionId
  readonly name: string
  /** In everyday words, for people of a tenant. */
  readonly plain: string
  /** Whoever lacks it is not offered the page. */
  readonly right: Right
}

/** The pages of daily work, in the order in which they are offered. */
export const places: readonly Place[] = [
  { to: '/queue', action: 'go.queue', name: 'Queue', plain: 'Incidents', right: 'incident.read' },
  { to: '/hand-over', action: 'go.hand-over', name: 'Hand-over', plain: 'Open work', right: 'incident.read' },
  { to: '/events', action: 'go.events', name: 'Events', plain: 'Search', right: 'event.read' },
  { to: '/identities', action: 'go.identities', name: 'Identities', plain: 'Who acted', right: 'event.read' },
  {
    to: '/compliance',
    action: 'go.compliance',
    name: 'Compliance',
    plain: 'What is proven',
    right: 'evidence.read',
  },
  { to: '/tenants', action: 'go.tenants', name: 'Tenants', plain: 'Your company', right: 'tenant.read' },
  { to: '/sources', action: 'go.sources', name: 'Sources', plain: 'What is watched', right: 'source.read' },
  { to: '/rules', action: 'go.rules', name: 'Rules', plain: 'What is looked for', right: 'rule.read' },
]

const administration = ['/account', '/people', '/keys', '/audit', '/settings']

/** The pages that somebody with these rights can use. */
export function placesFor(rights: readonly Right[]): readonly Place[] {
  return places.filter(({ right }) => rights.includes(right))
}

/** Pages that stand under another's name. */
const under = [
  ['/incidents/', '/queue'],
  ['/evidence', '/compliance'],
  ['/residency', '/compliance'],
] as const

/** The page that an address belongs to: an incident stands in the queue. */
export function placeOf(pathname: string): Place | undefined {
  const path = under.find(([beginning]) => pathname.startsWith(beginning))?.[1] ?? pathname
  return places.find(({ to }) => path.startsWith(to))
}

/** What the menu of a narrow window calls where one is. */
export function placeName(pathname: string, reader: Reader): string {
  const place = placeOf(pathname)
  if (place !== undefined) return inWordsOf(reader, place.name, place.plain)
  return administration.some((path) => pathname.startsWith(path)) ? 'Settings' : 'Pages'
}
