import { Type } from 'typebox'

export const incidentPath = '/api/tenants/:tenantId/incidents/:incidentId'

export const Address = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  incidentId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
})
