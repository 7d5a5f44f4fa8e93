import { CreatedSource, NewSource, type Source, SourceList } from '@countersign/api/source'
import { NewTenant, Tenant, TenantList } from '@countersign/api/tenant'
import { sourceFormats } from '@countersign/ocsf/source-format'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requirePerson, requireTenant, requireTenants } from '../platform/auth/access.ts'
import { CountersignError } from '../platform/errors.ts'
import type { App } from '../platform/http/app.ts'
import { isTenantId, type SourceId } from '../platform/tenancy/tenant-id.ts'
import { addGroupRoutes } from './group-routes.ts'
import type { SourceWithRates, TenancyService } from './service.ts'
import { noRates } from './source-rates.ts'
import type { StoredTenant } from './tenant-store.ts'

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const SourcePath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  sourceId: Type.String({ maxLength: 63 }),
})

const declarable: ReadonlySet<string> = new Set(['auto', ...sourceFormats])

/** Tenants and sources: who may send, and how much they sent. */
export function addTenancyRoutes(app: App, tenancy: TenancyService): void {
  addTenantRoutes(app, tenancy)
  addSourceRoutes(app, tenancy)
  addGroupRoutes(app, tenancy)
}

function addTenantRoutes(app: App, tenancy: TenancyService): void {
  app.get(
    '/api/tenants',
    { schema: { response: { 200: TenantList } }, config: { right: 'tenant.read' } },
    async (request) => {
      const visible = new Set(requirePerson(request).tenantIds)
      const tenants = await tenancy.tenants()
      return { items: tenants.filter(({ tenantId }) => visible.has(tenantId)).map(shownTenant) }
    },
  )

  app.post(
    '/api/tenants',
    {
      schema: { body: NewTenant, response: { 201: Tenant } },
      config: { right: 'tenant.write', audit: 'tenant.create' },
    },
    async (request, reply) => {
      const { id, name } = request.body
      if (!isTenantId(id)) throw new CountersignError('REQUEST_INVALID', 'id')
      noteAudit({ after: { id, name } })
      return reply.code(201).send(shownTenant(await tenancy.createTenant(id, name)))
    },
  )
}

function addSourceRoutes(app: App, tenancy: TenancyService): void {
  const query = Type.Object({ tenant: Type.Optional(Type.String({ maxLength: 10_000 })) })
  app.get(
    '/api/sources',
    { schema: { querystring: query, response: { 200: SourceList } }, config: { right: 'source.read' } },
    async (request) => {
      const sources = await tenancy.sources(requireTenants(request, request.query.tenant))
      return { items: sources.map(shownSource) }
    },
  )

  app.post(
    '/api/tenants/:tenantId/sources',
    {
      schema: { params: TenantPath, body: NewSource, response: { 201: CreatedSource } },
      config: { right: 'source.write', audit: 'source.create' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { name, format = 'auto' } = request.body
      noteAudit({ after: { name, format } })
      if (!declarable.has(format))
        throw new CountersignError('REQUEST_INVALID', `format: ${format.slice(0, 60)} is not known`)
      const { source, key } = await tenancy.createSource(tenantId, name, format)
      return reply.code(201).send({ source: shownSource({ source, rates: noRates }), key })
    },
  )

  app.delete(
    '/api/tenants/:tenantId/sources/:sourceId',
    {
      schema: { params: SourcePath, response: { 204: Type.Null() } },
      config: { right: 'source.write', audit: 'source.revoke' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      await tenancy.revokeSource(tenantId, request.params.sourceId as SourceId)
      return reply.code(204).send(null)
    },
  )
}

function shownTenant({ tenantId, name, region, colour, createdAt }: StoredTenant): Tenant {
  return { id: tenantId, name, region, colour, createdAt: createdAt.toISOString() }
}

function shownSource({ source, rates }: SourceWithRates): Source {
  return {
    id: source.sourceId,
    tenantId: source.tenantId,
    name: source.name,
    format: source.format,
    keyPrefix: source.keyPrefix,
    createdAt: source.createdAt.toISOString(),
    revokedAt: source.revokedAt?.toISOString() ?? null,
    ...rates,
    perMinute: [...rates.perMinute],
    formats: [...rates.formats],
  }
}
