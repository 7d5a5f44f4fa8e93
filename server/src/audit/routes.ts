import { AuditPage, AuditQuery, TenantAuditQuery } from '@countersign/api/audit'
import { Problem } from '@countersign/api/common'
import { Type } from 'typebox'
import { requirePerson, requireTenant, requireTenants } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import { auditFilter } from './audit-filter.ts'
import type { Audit } from './service.ts'

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })

/** The trail: of all tenants that somebody sees, with the operator's own for whoever may see that; or of one tenant. */
export function addAuditRoutes(app: App, audit: Audit): void {
  app.get(
    '/api/audit',
    {
      schema: { querystring: AuditQuery, response: { 200: AuditPage, default: Problem } },
      config: { right: 'audit.read' },
    },
    async (request) => {
      const tenantIds = requireTenants(request, request.query.tenant)
      const isNarrowed = request.query.tenant !== undefined && request.query.tenant !== ''
      const withOperator = !isNarrowed && requirePerson(request).rights.has('operator-audit.read')
      return audit.page(tenantIds, auditFilter(request.query), withOperator)
    },
  )
  app.get(
    '/api/tenants/:tenantId/audit',
    {
      schema: {
        params: TenantPath,
        querystring: TenantAuditQuery,
        response: { 200: AuditPage, default: Problem },
      },
      config: { right: 'audit.read' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return audit.page([tenantId], auditFilter(request.query), false)
    },
  )
}
