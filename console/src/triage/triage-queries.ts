import type { VerdictLabel } from '@countersign/api/triage'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

const path = '/api/tenants/{tenantId}/triage'
const closingPageRows = 50

export const familiesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['triage', tenantId, 'families'],
    queryFn: async ({ signal }) =>
      (await api.call(`GET ${path}/families`, { path: { tenantId }, signal })).items,
  })

export const closingsQuery = (tenantId: string) =>
  infiniteQueryOptions({
    queryKey: ['triage', tenantId, 'closings'],
    queryFn: ({ pageParam, signal }) =>
      api.call(`GET ${path}/closings`, {
        path: { tenantId },
        query: { ...(pageParam === '' ? {} : { cursor: pageParam }), limit: closingPageRows },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export const reviewQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['triage', tenantId, 'review'],
    queryFn: ({ signal }) => api.call(`GET ${path}/audit`, { path: { tenantId }, signal }),
  })

export function changeAutonomy(verb: 'grant' | 'withdraw', tenantId: string, ruleId: string, reason: string) {
  return api.call(`POST ${path}/families/{ruleId}/${verb}`, {
    path: { tenantId, ruleId },
    body: { reason },
    action: `autonomy.${verb}`,
  })
}

export function reviewClosing(tenantId: string, incidentId: string, label: VerdictLabel) {
  return api.call('POST /api/tenants/{tenantId}/incidents/{incidentId}/closing-review', {
    path: { tenantId, incidentId },
    body: { label },
    action: 'incident.closing-review',
  })
}
