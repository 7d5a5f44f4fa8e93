import type { IdentityDetail, IdentityPage, IdentityRow } from '@countersign/api/identity'
import type { IncidentRow } from '@countersign/api/incident'
import type { Person } from '../platform/auth/person.ts'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import type { Lake } from '../platform/lake/lake.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { doingsOf } from './identity-detail.ts'
import { type SeenIdentity, seenIdentities, seenIdentity } from './identity-list.ts'
import {
  encodeCursor,
  type IdentityQuery,
  identitySearchOf,
  type SpanQuery,
  spanOf,
} from './identity-query.ts'

/** What identities know of incidents, which stand above them: wired by main.ts. */
export type IncidentsOfIdentities = {
  /** Open incidents of each key that has any, by `tenant key`. */
  readonly openByIdentity: (
    tenantIds: readonly TenantId[],
    identityKeys: readonly string[],
  ) => Promise<ReadonlyMap<string, number>>
  /** Those that the identity is part of, open ones first. */
  readonly incidentsOf: (tenantId: TenantId, identityKey: string) => Promise<readonly IncidentRow[]>
}

export type IdentityParts = {
  readonly lake: Lake
  readonly clock: Clock
  readonly incidents: IncidentsOfIdentities
}

/** Identities that acted. Tenants are those that the caller resolved from a person's rights. */
export interface Identities {
  /** Errors: REQUEST_INVALID, LAKE_DOWN. */
  readonly list: (
    person: Person,
    tenantIds: readonly TenantId[],
    query: IdentityQuery,
  ) => Promise<IdentityPage>
  /** Errors: NOT_FOUND when it did nothing in the span. */
  readonly detail: (
    person: Person,
    tenantId: TenantId,
    identityKey: string,
    span: SpanQuery,
  ) => Promise<IdentityDetail>
}

export function openIdentities({ lake, clock, incidents }: IdentityParts): Identities {
  return {
    list: async (person, tenantIds, query) => {
      const search = identitySearchOf(query, clock.now())
      const { seen, next } = await seenIdentities(lake.forTenants(tenantIds), search)
      const keys = seen.map(({ identityKey }) => identityKey)
      const open = mayReadIncidents(person) ? await incidents.openByIdentity(tenantIds, keys) : undefined
      return {
        items: seen.map((identity) => rowOf(identity, open)),
        ...(next === undefined ? {} : { nextCursor: encodeCursor(next) }),
      }
    },
    detail: async (person, tenantId, identityKey, query) => {
      const span = spanOf(query, clock.now())
      const own = lake.forTenant(tenantId)
      const identity = await seenIdentity(own, identityKey, span)
      if (identity === undefined)
        throw new CountersignError('NOT_FOUND', `nothing was seen of this identity in that time`)
      const doings = await doingsOf(own, identityKey, span)
      const mayRead = mayReadIncidents(person)
      const open = mayRead ? await incidents.openByIdentity([tenantId], [identityKey]) : undefined
      const listed = mayRead ? [...(await incidents.incidentsOf(tenantId, identityKey))] : null
      return { identity: rowOf(identity, open), ...doings, incidents: listed }
    },
  }
}

const mayReadIncidents = ({ rights }: Person) => rights.has('incident.read')

function rowOf(seen: SeenIdentity, open: ReadonlyMap<string, number> | undefined): IdentityRow {
  const { tenantId, identityKey, firstMs, lastMs, events, formats } = seen
  return {
    tenantId,
    identityKey,
    firstSeenAt: new Date(firstMs).toISOString(),
    lastSeenAt: new Date(lastMs).toISOString(),
    events,
    formats: [...formats],
    openIncidents: open === undefined ? null : (open.get(`${tenantId} ${identityKey}`) ?? 0),
  }
}
