import {
  IdentityChain,
  IdentityPaths,
  IdentityReach,
  IdentitySets,
  RevokePlan,
  WhoCanAnswer,
  WhoCanQuestion,
} from '@countersign/api/authority'
import { Problem } from '@countersign/api/common'
import { type TSchema, Type } from 'typebox'
import { requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { IdentityAuthority } from './service.ts'

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
/** An identity key holds slashes and colons: it is one percent-encoded segment. */
const IdentityPath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  identityKey: Type.String({ minLength: 1, maxLength: 500 }),
})

/** What an identity may do, does and could come to do, how to stop it; and who may do one thing. */
export function addAuthorityRoutes(app: App, authority: IdentityAuthority): void {
  addPart(app, 'sets', IdentitySets, async (tenantId, key) => ({
    sets: await authority.sets(tenantId, key),
  }))
  addPart(app, 'paths', IdentityPaths, authority.paths)
  addPart(app, 'reach', IdentityReach, authority.reach)
  addPart(app, 'chain', IdentityChain, authority.chain)
  addPart(app, 'revoke-plan', RevokePlan, authority.revokePlan)
  app.post(
    '/api/tenants/:tenantId/who-can',
    {
      schema: {
        params: TenantPath,
        body: WhoCanQuestion,
        response: { 200: WhoCanAnswer, default: Problem },
      },
      config: { right: 'event.read', audit: 'identity.who-can' },
    },
    async (request) => authority.whoCan(requireTenant(request, request.params.tenantId), request.body),
  )
}

function addPart(
  app: App,
  name: string,
  answer: TSchema,
  read: (tenantId: TenantId, identityKey: string) => Promise<unknown>,
): void {
  app.get(
    `/api/tenants/:tenantId/identities/:identityKey/${name}`,
    {
      schema: { params: IdentityPath, response: { 200: answer, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) =>
      read(requireTenant(request, request.params.tenantId), request.params.identityKey) as never,
  )
}
