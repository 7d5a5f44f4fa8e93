import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

/** `colour` is an index into the console's tenant palette (0 to 11), stable per tenant. */
export const Tenant = Type.Object({
  id: Type.String(),
  name: Type.String(),
  region: Type.String(),
  colour: Type.Integer({ minimum: 0, maximum: 11 }),
  createdAt: Instant,
})
export type Tenant = Static<typeof Tenant>

/** POST /api/tenants */
export const NewTenant = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
  name: Type.String({ minLength: 1, maxLength: 120 }),
})
export type NewTenant = Static<typeof NewTenant>

/** GET /api/tenants: those the person may see, by name. */
export const TenantList = Type.Object({ items: Type.Array(Tenant) })
export type TenantList = Static<typeof TenantList>
