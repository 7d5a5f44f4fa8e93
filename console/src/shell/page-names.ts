import type { ActionId } from '../actions/catalogue.ts'
import { inWordsOf, type Reader } from '../settings/use-reader.ts'

export type Place = {
  readonly to: '/queue' | '/hand-over' | '/events' | '/identities' | '/tenants' | '/sources' | '/rules'
  readonly action: ActionId
  readonly name: string
  /** In everyday words, for people of a tenant. */
  readonly plain: string
}

/** The pages of daily work, in the order in which they are offered. */
export const places: readonly Place[] = [
  { to: '/queue', action: 'go.queue', name: 'Queue', plain: 'Incidents' },
  { to: '/hand-over', action: 'go.hand-over', name: 'Hand-over', plain: 'Open work' },
  { to: '/events', action: 'go.events', name: 'Events', plain: 'Search' },
  { to: '/identities', action: 'go.identities', name: 'Identities', plain: 'Who acted' },
  { to: '/tenants', action: 'go.tenants', name: 'Tenants', plain: 'Your company' },
  { to: '/sources', action: 'go.sources', name: 'Sources', plain: 'What is watched' },
  { to: '/rules', action: 'go.rules', name: 'Rules', plain: 'What is looked for' },
]

const administration = ['/account', '/people', '/keys', '/audit', '/settings']

/** The page that an address belongs to: an incident stands in the queue. */
export function placeOf(pathname: string): Place | undefined {
  const path = pathname.startsWith('/incidents/') ? '/queue' : pathname
  return places.find(({ to }) => path.startsWith(to))
}

/** What the menu of a narrow window calls where one is. */
export function placeName(pathname: string, reader: Reader): string {
  const place = placeOf(pathname)
  if (place !== undefined) return inWordsOf(reader, place.name, place.plain)
  return administration.some((path) => pathname.startsWith(path)) ? 'Settings' : 'Pages'
}
