import type { OperatorPerson, TenantPerson } from '@countersign/api/person'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { listPeople } from './people-requests.ts'

export type ShownPerson = OperatorPerson | TenantPerson

/** `home`: a tenant, or empty for the operator itself. */
export const peopleQuery = (home: string) =>
  queryOptions({
    queryKey: ['people', home],
    queryFn: ({ signal }) => listPeople(home, signal),
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
