import { Problem } from '@countersign/api/common'
import { IdentityDetail, IdentityPage } from '@countersign/api/identity'
import { Type } from 'typebox'
import { requirePerson, requireTenant, requireTenants } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import { IdentityQuery, SpanQuery } from './identity-query.ts'
import type { Identities } from './service.ts'

/** An identity key holds slashes and colons: it is one percent-encoded segment. */
const Address = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  identityKey: Type.String({ minLength: 1, maxLength: 500 }),
})

export function addIdentityRoutes(app: App, identities: Identities): void {
  app.get(
    '/api/identities',
    {
      schema: { querystring: IdentityQuery, response: { 200: IdentityPage, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) => {
      const tenantIds = requireTenants(request, request.query.tenant)
      return identities.list(requirePerson(request), tenantIds, request.query)
    },
  )
  app.get(
    '/api/tenants/:tenantId/identities/:identityKey',
    {
      schema: {
        params: Address,
        querystring: SpanQuery,
        response: { 200: IdentityDetail, default: Problem },
      },
      config: { right: 'event.read' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { identityKey } = request.params
      return identities.detail(requirePerson(request), tenantId, identityKey, request.query)
    },
  )
}
