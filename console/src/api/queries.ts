import type { RequestOf } from '@countersign/client/client'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, queryString } from './client.ts'

const incidentPageRows = 200
const eventPageRows = 200

/** What GET /api/incidents filters by. */
export type IncidentFilter = Omit<NonNullable<RequestOf<'GET /api/incidents'>['query']>, 'cursor' | 'limit'>
export type EventFilter = {
  readonly tenant: readonly string[]
  readonly from: string
  readonly to: string
  readonly q: string
}

const inTenant = (tenantId: string) => `/api/tenants/${encodeURIComponent(tenantId)}`

/** Path of one thing inside a tenant; every part is escaped. */
export function tenantPath(tenantId: string, ...parts: readonly string[]): string {
  return [inTenant(tenantId), ...parts.map(encodeURIComponent)].join('/')
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.call('GET /api/session', { signal }),
  staleTime: 60_000,
  retry: false,
})

export const tenantsQuery = queryOptions({
  queryKey: ['tenants'],
  queryFn: async ({ signal }) => (await api.call('GET /api/tenants', { signal })).items,
  staleTime: 60_000,
})

export const incidentsQuery = (filter: IncidentFilter) =>
  infiniteQueryOptions({
    queryKey: ['incidents', filter],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/incidents', {
        query: { ...filter, cursor: pageParam, limit: incidentPageRows },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const incidentQuery = (tenantId: string, incidentId: string) =>
  queryOptions({
    queryKey: ['incident', tenantId, incidentId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/incidents/{incidentId}', {
        path: { tenantId, incidentId },
        signal,
      }),
  })

/** The ones before and after it in the queue of a filter. */
export const neighboursQuery = (tenantId: string, incidentId: string, filter: IncidentFilter) =>
  queryOptions({
    queryKey: ['neighbours', tenantId, incidentId, filter],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/incidents/{incidentId}/neighbours', {
        path: { tenantId, incidentId },
        query: filter,
        signal,
      }),
  })

/** Names of the people who see a tenant, to assign its incidents to. */
export const assigneesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['assignees', tenantId],
    queryFn: async ({ signal }) => {
      const { items } = await api.call('GET /api/tenants/{tenantId}/assignees', {
        path: { tenantId },
        signal,
      })
      return items.map(({ name }) => name)
    },
    staleTime: 60_000,
    retry: false,
  })

/** Open incidents by severity, for every visible tenant in one request. */
export const openCountsQuery = queryOptions({
  queryKey: ['open-counts'],
  queryFn: async ({ signal }) => {
    const { items } = await api.call('GET /api/incidents/counts', { signal })
    return new Map(items.map(({ tenantId, counts }) => [tenantId, counts]))
  },
})

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => (await api.call('GET /api/views', { signal })).items,
  staleTime: 60_000,
})

export const eventsQuery = (filter: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['events', filter],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/events', { query: { ...filter, cursor: pageParam, limit: eventPageRows }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    retry: false,
  })

export const histogramQuery = (filter: EventFilter) =>
  queryOptions({
    queryKey: ['histogram', filter],
    queryFn: ({ signal }) => api.call('GET /api/events/histogram', { query: filter, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })

/** Address of the same events as a file. */
export function exportAddress(filter: EventFilter): string {
  return `/api/events/export${queryString(filter)}`
}

export const eventQuery = (tenantId: string, eventId: string) =>
  queryOptions({
    queryKey: ['event', tenantId, eventId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/events/{eventId}', { path: { tenantId, eventId }, signal }),
    // An event never changes once it is stored.
    staleTime: Number.POSITIVE_INFINITY,
  })

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: async ({ signal }) => (await api.call('GET /api/sources', { signal })).items,
  refetchInterval: 15_000,
})

export const coverageQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['coverage', tenantId],
    queryFn: ({ signal }) => api.call('GET /api/tenants/{tenantId}/coverage', { path: { tenantId }, signal }),
    staleTime: 60_000,
  })

export const unparsedQuery = (tenantId: string, sourceId: string) =>
  queryOptions({
    queryKey: ['unparsed', tenantId, sourceId],
    queryFn: async ({ signal }) =>
      (
        await api.call('GET /api/tenants/{tenantId}/sources/{sourceId}/unparsed', {
          path: { tenantId, sourceId },
          signal,
        })
      ).items,
  })

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: ({ signal }) => api.call('GET /api/rules', { signal }),
  staleTime: 60_000,
})

export const ruleQuery = (ruleId: string) =>
  queryOptions({
    queryKey: ['rule', ruleId],
    queryFn: ({ signal }) => api.call('GET /api/rules/{ruleId}', { path: { ruleId }, signal }),
  })

export const rulePacksQuery = queryOptions({
  queryKey: ['rule-packs'],
  queryFn: async ({ signal }) => (await api.call('GET /api/rule-packs', { signal })).items,
  staleTime: 60_000,
})
