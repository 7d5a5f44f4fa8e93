import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import type { IdentitySearch } from './identity-search.ts'

const pageRows = 200

export const identitiesQuery = ({ tenant, text, sort }: IdentitySearch) =>
  infiniteQueryOptions({
    queryKey: ['identities', { tenant, text, sort }],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/identities', {
        query: { tenant, text, sort, cursor: pageParam, limit: pageRows },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const identityQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity', tenantId, identityKey],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/identities/{identityKey}', {
        path: { tenantId, identityKey },
        signal,
      }),
  })
