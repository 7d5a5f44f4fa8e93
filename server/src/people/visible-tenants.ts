import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { TenantGroup } from '../tenancy/service.ts'
import type { StoredPerson } from './person-store.ts'

/** The tenants of this region that somebody sees, in the order of `all`. */
export function visibleTenants(
  { tenantIds, groupIds }: Pick<StoredPerson, 'tenantIds' | 'groupIds'>,
  all: readonly TenantId[],
  groups: readonly Pick<TenantGroup, 'groupId' | 'tenantIds'>[],
): readonly TenantId[] {
  if (tenantIds === null) return all
  const joined = groups.filter(({ groupId }) => groupIds.includes(groupId))
  const seen = new Set<string>([...tenantIds, ...joined.flatMap((group) => group.tenantIds)])
  return all.filter((tenantId) => seen.has(tenantId))
}
