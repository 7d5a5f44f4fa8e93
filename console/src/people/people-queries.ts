import type { OperatorPerson, TenantPerson } from '@countersign/api/person'
import { queryOptions } from '@tanstack/react-query'
import { api, callApi } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'

type List<T> = { readonly items: readonly T[] }

export type ShownPerson = OperatorPerson | TenantPerson

/** Path of the people of a home: the operator's where it is empty, or a tenant's. */
export function peoplePath(home: string, ...parts: readonly string[]): string {
  if (home !== '') return tenantPath(home, 'people', ...parts)
  return ['/api/people', ...parts.map(encodeURIComponent)].join('/')
}

export const peopleQuery = (home: string) =>
  queryOptions({
    queryKey: ['people', home],
    queryFn: async ({ signal }) => (await callApi<List<ShownPerson>>(peoplePath(home), { signal })).items,
  })

export const groupsQuery = queryOptions({
  queryKey: ['tenant-groups'],
  queryFn: async ({ signal }) => (await api.call('GET /api/tenant-groups', { signal })).items,
})

export const apiKeysQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['api-keys', tenantId],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/tenants/{tenantId}/api-keys', { path: { tenantId }, signal })).items,
  })
