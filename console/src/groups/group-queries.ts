import type { TenantGroup, TenantGroupPut } from '@countersign/api/tenant-group'
import { callApi } from '../api/client.ts'

const path = (groupId: string) => `/api/tenant-groups/${encodeURIComponent(groupId)}`

/** Makes the group, or replaces its name and tenants. */
export function saveGroup(groupId: string, body: TenantGroupPut): Promise<TenantGroup> {
  return callApi(path(groupId), { method: 'PUT', body, action: 'tenant-group.save' })
}

export function removeGroup(groupId: string): Promise<void> {
  return callApi(path(groupId), { method: 'DELETE', action: 'tenant-group.remove' })
}
