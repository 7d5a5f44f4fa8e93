import { Problem } from '@countersign/api/common'
import { LanguageModelAnswer, LanguageModelPut, LanguageModelUse } from '@countersign/api/investigation'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { LanguageModels } from './service.ts'

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })

/** The operator's model, and whether a tenant's claims may go there. */
export function addLanguageModelRoutes(app: App, models: LanguageModels): void {
  addOperatorRoutes(app, models)
  addTenantRoutes(app, models)
}

function addOperatorRoutes(app: App, models: LanguageModels): void {
  const path = '/api/language-model'
  app.get(
    path,
    {
      schema: { response: { 200: LanguageModelAnswer, default: Problem } },
      config: { right: 'settings.read' },
    },
    async () => models.read(),
  )
  app.put(
    path,
    {
      schema: { body: LanguageModelPut, response: { 200: LanguageModelAnswer, default: Problem } },
      config: { right: 'settings.write', audit: 'language-model.set' },
    },
    async (request) => models.put(request.body, requirePerson(request)),
  )
  app.delete(
    path,
    {
      schema: { response: { 204: Type.Null(), default: Problem } },
      config: { right: 'settings.write', audit: 'language-model.remove' },
    },
    async (_, reply) => {
      await models.remove()
      return reply.code(204).send(null)
    },
  )
}

function addTenantRoutes(app: App, models: LanguageModels): void {
  const path = '/api/tenants/:tenantId/language-model'
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: LanguageModelUse, default: Problem } },
      config: { right: 'tenant.read' },
    },
    async (request) => ({
      isEnabled: await models.isUsedFor(requireTenant(request, request.params.tenantId)),
    }),
  )
  app.put(
    path,
    {
      schema: {
        params: TenantPath,
        body: LanguageModelUse,
        response: { 200: LanguageModelUse, default: Problem },
      },
      config: { right: 'tenant-settings.write', audit: 'language-model.use' },
    },
    async (request) => {
      await models.use(requireTenant(request, request.params.tenantId), request.body.isEnabled)
      return request.body
    },
  )
}
