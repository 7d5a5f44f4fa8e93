import { Problem } from '@countersign/api/common'
import { EvidenceWitness, EvidenceWitnessList, EvidenceWitnessPut } from '@countersign/api/evidence'
import { Type } from 'typebox'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import { requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { Witnesses } from './witnesses.ts'

const tenantId = Type.String({ maxLength: 63 })
const TenantPath = Type.Object({ tenantId })
const WitnessPath = Type.Object({
  tenantId,
  name: Type.String({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$' }),
})

/** Who cosigns a tenant's log. */
export function addWitnessRoutes(app: App, witnesses: Witnesses): void {
  const path = '/api/tenants/:tenantId/evidence/witnesses'
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: EvidenceWitnessList, default: Problem } },
      config: { right: 'evidence.read' },
    },
    async (request) => ({
      items: [...(await witnesses.list(requireTenant(request, request.params.tenantId)))],
    }),
  )
  app.put(
    `${path}/:name`,
    {
      schema: {
        params: WitnessPath,
        body: EvidenceWitnessPut,
        response: { 200: EvidenceWitness, default: Problem },
      },
      config: { right: 'evidence.write', audit: 'evidence.witness-save' },
    },
    (request) => {
      noteAudit({ target: { witness: request.params.name }, after: request.body })
      return witnesses.put(requireTenant(request, request.params.tenantId), request.params.name, request.body)
    },
  )
  app.delete(
    `${path}/:name`,
    {
      schema: { params: WitnessPath, response: { 204: Type.Null(), default: Problem } },
      config: { right: 'evidence.write', audit: 'evidence.witness-remove' },
    },
    async (request, reply) => {
      noteAudit({ target: { witness: request.params.name } })
      await witnesses.remove(requireTenant(request, request.params.tenantId), request.params.name)
      return reply.code(204).send(null)
    },
  )
}
