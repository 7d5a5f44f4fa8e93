import { Problem } from '@countersign/api/common'
import { Provider, ProviderList, ProviderPut, TestedProvider } from '@countersign/api/sign-in'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { App } from '../platform/http/app.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { RouteParts } from './open-session.ts'
import type { StoredProvider } from './provider-store.ts'
import { relyingParty } from './relying-party.ts'

const ProviderPath = Type.Object({ providerId: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }) })

/** Providers of single sign-on. The server fetches from their addresses, so only the operator names them. */
export function addProviderRoutes(app: App, parts: RouteParts): void {
  const { providers, sso } = parts.people
  const path = '/api/sign-in-providers'
  app.get(
    path,
    {
      schema: { response: { 200: ProviderList, default: Problem } },
      config: { right: 'sign-in-provider.read' },
    },
    async (request) => ({ items: (await providers.list()).map((one) => shownProvider(parts, request, one)) }),
  )
  app.put(
    `${path}/:providerId`,
    {
      schema: { params: ProviderPath, body: ProviderPut, response: { 200: Provider, default: Problem } },
      config: { right: 'sign-in-provider.write', audit: 'sign-in-provider.save' },
    },
    async (request) => {
      const { tenantId, ...rest } = request.body
      noteAudit({ after: request.body })
      const wanted = { ...rest, clientSecret: rest.clientSecret, homeTenantId: tenantId as TenantId | null }
      return shownProvider(parts, request, await providers.put({ ...wanted, ...request.params }))
    },
  )
  app.post(
    `${path}/:providerId/test`,
    {
      schema: { params: ProviderPath, response: { 200: TestedProvider, default: Problem } },
      config: { right: 'sign-in-provider.write', audit: 'sign-in-provider.test' },
    },
    async (request) => {
      const tested = await sso.test(request.params.providerId)
      noteAudit({ after: tested })
      return tested
    },
  )
  app.delete(
    `${path}/:providerId`,
    {
      schema: { params: ProviderPath, response: { 204: Type.Null(), default: Problem } },
      config: { right: 'sign-in-provider.write', audit: 'sign-in-provider.remove' },
    },
    async (request, reply) => {
      await providers.remove(request.params.providerId)
      return reply.code(204).send(null)
    },
  )
}

function shownProvider({ publicUrl }: RouteParts, request: FastifyRequest, stored: StoredProvider): Provider {
  const { providerId, name, issuer, clientId, clientSecret, homeTenantId, newcomerRole } = stored
  const { origin } = relyingParty(request, publicUrl)
  return {
    id: providerId,
    name,
    issuer,
    clientId,
    hasClientSecret: clientSecret !== null,
    tenantId: homeTenantId,
    newcomerRole,
    redirectUri: `${origin}/api/sign-in/sso/${providerId}/callback`,
  }
}
