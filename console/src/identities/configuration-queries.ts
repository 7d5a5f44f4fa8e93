import type { NewConfiguration } from '@countersign/api/configuration'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

/** The newest version of each. */
export const configurationsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['configurations', tenantId],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/tenants/{tenantId}/configurations', { path: { tenantId }, signal })).items,
  })

export const configurationVersionsQuery = (tenantId: string, configurationId: string) =>
  queryOptions({
    queryKey: ['configuration-versions', tenantId, configurationId],
    queryFn: async ({ signal }) =>
      (
        await api.call('GET /api/tenants/{tenantId}/configurations/{configurationId}/versions', {
          path: { tenantId, configurationId },
          signal,
        })
      ).items,
  })

export const configurationDiffQuery = (tenantId: string, configurationId: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['configuration-diff', tenantId, configurationId, from, to],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/configurations/{configurationId}/diff', {
        path: { tenantId, configurationId },
        query: { from, to },
        signal,
      }),
    // A version never changes once it is there.
    staleTime: Number.POSITIVE_INFINITY,
  })

export function pushConfiguration(tenantId: string, body: NewConfiguration) {
  return api.call('POST /api/tenants/{tenantId}/configurations', {
    path: { tenantId },
    body,
    action: 'configuration.push',
  })
}
