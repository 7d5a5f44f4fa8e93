import type { ActionId } from '../actions/catalogue.ts'

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
