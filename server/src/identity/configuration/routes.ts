import { Problem } from '@countersign/api/common'
import {
  ConfigurationDiff,
  ConfigurationList,
  NewConfiguration,
  PushedConfiguration,
} from '@countersign/api/configuration'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { Configurations } from './service.ts'

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const ConfigurationPath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  configurationId: Type.String({ minLength: 1, maxLength: 200 }),
})
/** Default: the newest version, and the one before it. */
const DiffQuery = Type.Object({
  from: Type.Optional(Type.Integer({ minimum: 1 })),
  to: Type.Optional(Type.Integer({ minimum: 1 })),
})

const path = '/api/tenants/:tenantId/configurations'

/** Documents that say who may do what, pushed by people and by pipelines. */
export function addConfigurationRoutes(
  app: App,
  configurations: Configurations,
  configurationMaxBytes: number,
): void {
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: ConfigurationList, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) => ({
      items: [...(await configurations.list(requireTenant(request, request.params.tenantId)))],
    }),
  )
  app.post(
    path,
    {
      schema: {
        params: TenantPath,
        body: NewConfiguration,
        response: { 200: PushedConfiguration, 201: PushedConfiguration, default: Problem },
      },
      bodyLimit: configurationMaxBytes,
      config: { right: 'identity.write', audit: 'configuration.push' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const pushed = await configurations.push(tenantId, request.body, requirePerson(request).name)
      return reply.code(pushed.unchanged ? 200 : 201).send(pushed)
    },
  )
  addVersionRoutes(app, configurations)
}

function addVersionRoutes(app: App, configurations: Configurations): void {
  app.get(
    `${path}/:configurationId/versions`,
    {
      schema: { params: ConfigurationPath, response: { 200: ConfigurationList, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return { items: [...(await configurations.versions(tenantId, request.params.configurationId))] }
    },
  )
  app.get(
    `${path}/:configurationId/diff`,
    {
      schema: {
        params: ConfigurationPath,
        querystring: DiffQuery,
        response: { 200: ConfigurationDiff, default: Problem },
      },
      config: { right: 'event.read' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return configurations.diff(tenantId, request.params.configurationId, request.query)
    },
  )
}
