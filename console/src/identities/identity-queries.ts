import type { IdentityDetail, IdentityPage } from '@countersign/api/identity'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { callApi, queryString } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'
import type { IdentitySearch } from './identity-search.ts'

const pageRows = 200

export const identitiesQuery = ({ tenant, text, sort }: IdentitySearch) =>
  infiniteQueryOptions({
    queryKey: ['identities', { tenant, text, sort }],
    queryFn: ({ pageParam, signal }) =>
      callApi<IdentityPage>(
        `/api/identities${queryString({ tenant, text, sort, cursor: pageParam, limit: pageRows })}`,
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const identityQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity', tenantId, identityKey],
    queryFn: ({ signal }) =>
      callApi<IdentityDetail>(tenantPath(tenantId, 'identities', identityKey), { signal }),
  })
