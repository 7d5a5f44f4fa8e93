import { Type } from 'typebox'
import { requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import { documentText, type OscalOut } from './service.ts'

const tenantId = Type.String({ maxLength: 63 })
const id = Type.String({ minLength: 1, maxLength: 120 })
const FrameworkPath = Type.Object({ tenantId, frameworkId: id })
const DocumentPath = Type.Object({ tenantId, frameworkId: id, name: id })

const root = '/api/tenants/:tenantId/compliance/frameworks/:frameworkId'
const config = { right: 'evidence.read' } as const

/** OSCAL documents of a tenant: all in a zip, or one by its file name. Each was validated before it leaves. */
export function addOscalRoutes(app: App, oscal: OscalOut): void {
  app.get(`${root}/oscal.zip`, { schema: { params: FrameworkPath }, config }, async (request, reply) => {
    const { frameworkId } = request.params
    const tenant = requireTenant(request, request.params.tenantId)
    const archive = await oscal.archive(tenant, frameworkId)
    // The framework is known by now, so its id is a plain name.
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="oscal-${tenant}-${frameworkId}.zip"`)
      .send(archive)
  })
  app.get(`${root}/oscal/:name`, { schema: { params: DocumentPath }, config }, async (request, reply) => {
    const { frameworkId, name } = request.params
    const tenant = requireTenant(request, request.params.tenantId)
    const found = await oscal.document(tenant, frameworkId, name)
    return reply.type('application/json; charset=utf-8').send(documentText(found))
  })
}
