import { Problem } from '@countersign/api/common'
import { Investigation, InvestigationAnswer } from '@countersign/api/investigation'
import { Type } from 'typebox'
import { requireTenant } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { Investigations } from './service.ts'

const path = '/api/tenants/:tenantId/incidents/:incidentId/investigation'
const Address = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  incidentId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
})

export function addInvestigationRoutes(app: App, investigations: Investigations): void {
  app.get(
    path,
    {
      schema: { params: Address, response: { 200: InvestigationAnswer, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) =>
      investigations.read(requireTenant(request, request.params.tenantId), request.params.incidentId),
  )
  app.post(
    path,
    {
      schema: { params: Address, response: { 200: Investigation, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.investigate' },
    },
    async (request) =>
      investigations.run(requireTenant(request, request.params.tenantId), request.params.incidentId),
  )
}
