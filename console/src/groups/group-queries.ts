import type { TenantGroupPut } from '@countersign/api/tenant-group'
import { api } from '../api/client.ts'

/** Makes the group, or replaces its name and tenants. */
export function saveGroup(groupId: string, body: TenantGroupPut) {
  return api.call('PUT /api/tenant-groups/{groupId}', {
    path: { groupId },
    body,
    action: 'tenant-group.save',
  })
}

export function removeGroup(groupId: string) {
  return api.call('DELETE /api/tenant-groups/{groupId}', {
    path: { groupId },
    action: 'tenant-group.remove',
  })
}
