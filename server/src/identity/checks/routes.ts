import { CheckedIdentityPage, CheckOutcome, CheckSummary, IdentityChecks } from '@countersign/api/check'
import { Problem } from '@countersign/api/common'
import { Type } from 'typebox'
import { requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { IdentityChecking } from './service.ts'

const tenantId = Type.String({ maxLength: 63 })
const TenantPath = Type.Object({ tenantId })
const CheckPath = Type.Object({ tenantId, checkId: Type.String({ maxLength: 63 }) })
/** An identity key holds slashes and colons: it is one percent-encoded segment. */
const IdentityPath = Type.Object({ tenantId, identityKey: Type.String({ minLength: 1, maxLength: 500 }) })
const StandingQuery = Type.Object({
  outcome: Type.Optional(CheckOutcome),
  cursor: Type.Optional(Type.String({ maxLength: 700, pattern: '^[A-Za-z0-9_-]*$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
const limitDefault = 50
const path = '/api/tenants/:tenantId/identities'

export function addCheckRoutes(app: App, checking: IdentityChecking): void {
  app.get(
    `${path}/checks`,
    {
      schema: { params: TenantPath, response: { 200: CheckSummary, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) => checking.summary(requireTenant(request, request.params.tenantId)),
  )
  app.get(
    `${path}/checks/:checkId`,
    {
      schema: {
        params: CheckPath,
        querystring: StandingQuery,
        response: { 200: CheckedIdentityPage, default: Problem },
      },
      config: { right: 'event.read' },
    },
    async (request) => {
      const { outcome = 'failed', cursor = '', limit = limitDefault } = request.query
      return checking.standing(requireTenant(request, request.params.tenantId), {
        checkId: request.params.checkId,
        outcome,
        after: keyOf(cursor),
        limit,
      })
    },
  )
  app.get(
    `${path}/:identityKey/checks`,
    {
      schema: { params: IdentityPath, response: { 200: IdentityChecks, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) =>
      checking.ofIdentity(requireTenant(request, request.params.tenantId), request.params.identityKey),
  )
}

/** PostgreSQL text holds no NUL: a cursor of ours has none either. */
const keyOf = (cursor: string): string => Buffer.from(cursor, 'base64url').toString().replaceAll('\u0000', '')
