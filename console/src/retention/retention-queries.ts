import type { Retention, RetentionPut } from '@countersign/api/retention'
import { queryOptions } from '@tanstack/react-query'
import { callApi } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'

export const retentionQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['retention', tenantId],
    queryFn: ({ signal }) => callApi<Retention>(tenantPath(tenantId, 'retention'), { signal }),
  })

export function saveRetention(tenantId: string, body: RetentionPut): Promise<Retention> {
  return callApi(tenantPath(tenantId, 'retention'), { method: 'PUT', body, action: 'tenant.retention-save' })
}
