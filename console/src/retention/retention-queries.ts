import type { RetentionPut } from '@countersign/api/retention'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const retentionQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['retention', tenantId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/retention', { path: { tenantId }, signal }),
  })

export function saveRetention(tenantId: string, body: RetentionPut) {
  return api.call('PUT /api/tenants/{tenantId}/retention', {
    path: { tenantId },
    body,
    action: 'tenant.retention-save',
  })
}
