import {
  LogoScheme,
  Settings,
  SettingsPut,
  TenantSettings,
  TenantSettingsPut,
} from '@countersign/api/settings'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requireTenant } from '../platform/auth/access.ts'
import { CountersignError } from '../platform/errors.ts'
import type { App } from '../platform/http/app.ts'
import { answerEtag, ifMatchNumber } from '../platform/http/etag.ts'
import { addBrandRoutes, pictureContent } from './brand-routes.ts'
import type { SettingsService } from './service.ts'

const SchemePath = Type.Object({ scheme: LogoScheme })
const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })

/** The operator's settings, their pictures, what a tenant has of its own, and what anybody sees of them. */
export async function addSettingsRoutes(
  app: App,
  settings: SettingsService,
  limits: { readonly logoMaxBytes: number },
): Promise<void> {
  addBrandRoutes(app, settings)
  addOperatorRoutes(app, settings)
  addTenantRoutes(app, settings)
  await app.register(async (scope) => addLogoRoutes(scope as App, settings, limits.logoMaxBytes))
}

function addOperatorRoutes(app: App, settings: SettingsService): void {
  app.get(
    '/api/settings',
    { schema: { response: { 200: Settings } }, config: { right: 'settings.read' } },
    async (_, reply) => tagged(reply, await settings.read()),
  )
  app.put(
    '/api/settings',
    {
      schema: { body: SettingsPut, response: { 200: Settings } },
      config: { right: 'settings.write', audit: 'settings.save', ifMatch: true },
    },
    async (request, reply) => {
      noteAudit({ before: await settings.read(), after: request.body })
      return tagged(reply, await settings.save(request.body, ifMatchNumber(request)))
    },
  )
}

function tagged(reply: FastifyReply, settings: Settings): Settings {
  answerEtag(reply, settings.version)
  return settings
}

/** In a scope of its own: nothing else takes a picture as a body. */
function addLogoRoutes(app: App, settings: SettingsService, logoMaxBytes: number): void {
  app.addContentTypeParser(/^image\//, { parseAs: 'buffer', bodyLimit: logoMaxBytes }, (_, body, done) =>
    done(null, body),
  )
  app.put(
    '/api/settings/logo/:scheme',
    {
      schema: { params: SchemePath, body: { content: pictureContent }, response: { 200: Settings } },
      bodyLimit: logoMaxBytes,
      config: { right: 'settings.write', audit: 'settings.logo-save' },
    },
    async (request) => {
      if (!Buffer.isBuffer(request.body)) throw new CountersignError('LOGO_REFUSED', 'no picture was sent')
      return settings.saveLogo(request.params.scheme, request.body)
    },
  )
  app.delete(
    '/api/settings/logo/:scheme',
    {
      schema: { params: SchemePath, response: { 204: Type.Null() } },
      config: { right: 'settings.write', audit: 'settings.logo-remove' },
    },
    async (request, reply) => {
      await settings.removeLogo(request.params.scheme)
      return reply.code(204).send(null)
    },
  )
}

function addTenantRoutes(app: App, settings: SettingsService): void {
  const path = '/api/tenants/:tenantId/settings'
  app.get(
    path,
    { schema: { params: TenantPath, response: { 200: TenantSettings } }, config: { right: 'tenant.read' } },
    async (request) => settings.forTenant(requireTenant(request, request.params.tenantId)),
  )
  app.put(
    path,
    {
      schema: { params: TenantPath, body: TenantSettingsPut, response: { 200: TenantSettings } },
      config: { right: 'tenant-settings.write', audit: 'tenant-settings.save' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      noteAudit({ before: (await settings.forTenant(tenantId)).own, after: request.body })
      return settings.saveForTenant(tenantId, request.body)
    },
  )
}
