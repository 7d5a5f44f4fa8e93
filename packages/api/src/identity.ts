import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'
import { EventRow } from './event.ts'
import { IncidentRow } from './incident.ts'

/** An identity that acted in a span of time, as the lake tells it. */
export const IdentityRow = Type.Object({
  tenantId: Type.String(),
  /** `aws:111122223333:user/anna`: the provider, then its own name for it. */
  identityKey: Type.String(),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
  events: Type.Integer(),
  /** Source formats that it was seen in. */
  formats: Type.Array(Type.String()),
  /** Null for whoever may not read incidents. */
  openIncidents: Type.Union([Type.Integer(), Type.Null()]),
})
export type IdentityRow = Static<typeof IdentityRow>

/** GET /api/identities: seen last first, or those with most events first. */
export const IdentityPage = Type.Object({
  items: Type.Array(IdentityRow),
  nextCursor: Type.Optional(Type.String()),
})
export type IdentityPage = Static<typeof IdentityPage>

const Tally = Type.Object({ value: Type.String(), events: Type.Integer(), lastAt: Instant })

/** GET /api/tenants/:tenantId/identities/:identityKey: what it did in the span; lists hold the 50 most frequent. */
export const IdentityDetail = Type.Object({
  identity: IdentityRow,
  actions: Type.Array(
    Type.Object({
      ...Tally.properties,
      firstAt: Instant,
      /** How many of them failed. */
      failures: Type.Integer(),
    }),
  ),
  hosts: Type.Array(Tally),
  addresses: Type.Array(Tally),
  /** Identities that acted on behalf of this one: it is in their chain. */
  actingForIt: Type.Array(Tally),
  /** Those that stand behind this one, as the records say. */
  standingBehindIt: Type.Array(Tally),
  /** The last 50, newest first. */
  recent: Type.Array(EventRow),
  /** Open ones first in the queue, at most 50; null for whoever may not read incidents. */
  incidents: Type.Union([Type.Array(IncidentRow), Type.Null()]),
})
export type IdentityDetail = Static<typeof IdentityDetail>
