import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

/** Tenants that belong together for the operator, such as a reseller's or a team's. A tenant may be in several. */
export const TenantGroup = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Those that the person who asks may see. */
  tenantIds: Type.Array(Type.String()),
  createdAt: Instant,
})
export type TenantGroup = Static<typeof TenantGroup>

/** GET /api/tenant-groups: those with a tenant that the person sees, by name; all, when the person sees all tenants. */
export const TenantGroupList = Type.Object({ items: Type.Array(TenantGroup) })
export type TenantGroupList = Static<typeof TenantGroupList>

/** PUT /api/tenant-groups/:groupId: makes the group, or replaces its name and tenants. */
export const TenantGroupPut = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 120 }),
  tenantIds: Type.Array(Type.String({ maxLength: 63 }), { maxItems: 10_000 }),
})
export type TenantGroupPut = Static<typeof TenantGroupPut>
