import { Readable } from 'node:stream'
import { Problem } from '@countersign/api/common'
import { EventDetail, EventFieldList, EventHistogram, EventPage, EventValues } from '@countersign/api/event'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requireTenant, requireTenants } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import { EventQuery } from './event-query.ts'
import { type EventSearch, exportMaxRows } from './service.ts'

const Address = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  eventId: Type.String({ minLength: 1, maxLength: 200 }),
})
const PageQuery = Type.Interface([EventQuery], {
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
})
const ValuesQuery = Type.Interface([EventQuery], {
  field: Type.String({ maxLength: 40 }),
  contains: Type.Optional(Type.String({ maxLength: 200 })),
})
const ExportQuery = Type.Interface([EventQuery], {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: exportMaxRows })),
})

export function addSearchRoutes(app: App, search: EventSearch): void {
  addEventRoutes(app, search)
  addCompletionRoutes(app, search)
  addExportRoutes(app, search)
}

function addEventRoutes(app: App, search: EventSearch): void {
  app.get(
    '/api/events',
    {
      schema: { querystring: PageQuery, response: { 200: EventPage, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) =>
      search.page(requireTenants(request, request.query.tenant), request.query, request.query),
  )
  app.get(
    '/api/events/histogram',
    {
      schema: { querystring: EventQuery, response: { 200: EventHistogram, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) => search.histogram(requireTenants(request, request.query.tenant), request.query),
  )
  app.get(
    '/api/tenants/:tenantId/events/:eventId',
    {
      schema: { params: Address, response: { 200: EventDetail, default: Problem } },
      config: { right: 'event.read', audit: 'event.open' },
    },
    async (request) => search.detail(requireTenant(request, request.params.tenantId), request.params.eventId),
  )
}

function addCompletionRoutes(app: App, search: EventSearch): void {
  app.get(
    '/api/events/fields',
    { schema: { response: { 200: EventFieldList, default: Problem } }, config: { right: 'event.read' } },
    async () => search.fields(),
  )
  app.get(
    '/api/events/values',
    {
      schema: { querystring: ValuesQuery, response: { 200: EventValues, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) =>
      search.values(requireTenants(request, request.query.tenant), request.query, request.query),
  )
}

/** Files for other programs: always a download, so that no browser shows a record as a page. */
function addExportRoutes(app: App, search: EventSearch): void {
  app.get(
    '/api/tenants/:tenantId/events/:eventId/raw',
    { schema: { params: Address }, config: { right: 'event.read', audit: 'event.raw' } },
    async (request, reply) => {
      const { tenantId, eventId } = request.params
      const raw = await search.raw(requireTenant(request, tenantId), eventId)
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${eventId.replace(/[^\w.-]/g, '_')}.log"`)
        .send(raw)
    },
  )
  app.get(
    '/api/events/export',
    { schema: { querystring: ExportQuery }, config: { right: 'event.read', audit: 'event.export' } },
    async (request, reply) => {
      const tenantIds = requireTenants(request, request.query.tenant)
      noteAudit({ tenantIds })
      const lines = search.exportLines(tenantIds, request.query, request.query.limit)
      return reply
        .type('application/x-ndjson')
        .header('content-disposition', 'attachment; filename="events.ndjson"')
        .send(Readable.from(lines, { objectMode: false }))
    },
  )
}
