import { once } from 'node:events'
import type { OutgoingHttpHeaders } from 'node:http'
import { Problem } from '@countersign/api/common'
import { IncidentCounts, IncidentDetail, IncidentPage, IncidentPatch } from '@countersign/api/incident'
import type { Explanation } from '@countersign/explanation/explanation'
import { renderMarkdown } from '@countersign/explanation/render-markdown'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requirePerson, requireTenant, requireTenants } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import { answerEtag, ifMatchNumber } from '../platform/http/etag.ts'
import { Address, incidentPath } from './address.ts'
import { QueueQuery, TenantsQuery } from './queue-query.ts'
import type { Incidents } from './service.ts'
import type { StreamHub } from './stream.ts'
import { addViewRoutes } from './view-routes.ts'
import { addWorkRoutes } from './work-routes.ts'

export type IncidentRouteDeps = {
  readonly incidents: Incidents
  readonly hub: StreamHub
}

/** A comment line this often keeps proxies from closing a quiet stream. */
const streamHeartbeatSeconds = 20
/** Then the client connects again, and what its person may see is read again. */
const streamMaxSeconds = 900
const streamBufferMaxBytes = 1024 * 1024

export function addIncidentRoutes(app: App, deps: IncidentRouteDeps): void {
  addQueueRoutes(app, deps)
  addWorkRoutes(app, deps)
  addViewRoutes(app, deps)
  addExportRoutes(app, deps)
  addStreamRoute(app, deps)
}

function addQueueRoutes(app: App, { incidents }: IncidentRouteDeps): void {
  app.get(
    '/api/incidents',
    {
      schema: { querystring: QueueQuery, response: { 200: IncidentPage, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) => incidents.list(requireTenants(request, request.query.tenant), request.query),
  )
  app.get(
    '/api/incidents/counts',
    {
      schema: { querystring: TenantsQuery, response: { 200: IncidentCounts, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) => incidents.counts(requireTenants(request, request.query.tenant)),
  )
  app.get(
    incidentPath,
    {
      schema: { params: Address, response: { 200: IncidentDetail, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const found = await incidents.detail(tenantId, request.params.incidentId)
      answerEtag(reply, found.incident.version)
      return found
    },
  )
  app.patch(
    incidentPath,
    {
      schema: { params: Address, body: IncidentPatch, response: { 200: IncidentDetail, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.update', ifMatch: true },
    },
    async (request, reply) => {
      const person = requirePerson(request)
      const tenantId = requireTenant(request, request.params.tenantId)
      const { incidentId } = request.params
      const changed = await incidents.patch(
        person,
        tenantId,
        incidentId,
        request.body,
        ifMatchNumber(request),
      )
      answerEtag(reply, changed.incident.version)
      return changed
    },
  )
}

function addExportRoutes(app: App, { incidents }: IncidentRouteDeps): void {
  app.get(
    `${incidentPath}/ocsf`,
    { schema: { params: Address }, config: { right: 'incident.read' } },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const finding = await incidents.ocsf(tenantId, request.params.incidentId)
      return reply.type('application/json').send(JSON.stringify(finding))
    },
  )
  app.get(
    `${incidentPath}/findings.ndjson`,
    { schema: { params: Address }, config: { right: 'incident.read' } },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const findings = await incidents.ocsfFindings(tenantId, request.params.incidentId)
      return reply
        .type('application/x-ndjson')
        .send(findings.map((finding) => `${JSON.stringify(finding)}\n`).join(''))
    },
  )
  app.get(
    `${incidentPath}/explanation.md`,
    { schema: { params: Address }, config: { right: 'incident.read' } },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { explanation } = await incidents.detail(tenantId, request.params.incidentId)
      return reply.type('text/markdown; charset=utf-8').send(renderMarkdown(explanation as Explanation))
    },
  )
}

function addStreamRoute(app: App, { hub }: IncidentRouteDeps): void {
  app.get(
    '/api/stream',
    { schema: { hide: true }, config: { right: 'incident.read', endless: true } },
    async (request, reply) => {
      const { tenantIds } = requirePerson(request)
      const lastSeq = lastEventId(request)
      const { raw } = reply
      // Who left while it was found out who asks never closes again: the stream would stay for its whole life.
      if (raw.destroyed) return void reply.hijack()
      openStream(reply)
      // A reader that does not keep up is cut off; it reconnects and resumes with Last-Event-ID.
      const write = (text: string) =>
        raw.writableLength > streamBufferMaxBytes ? raw.destroy() : raw.write(text)
      const heartbeat = setInterval(() => write(':\n\n'), streamHeartbeatSeconds * 1000)
      const over = setTimeout(() => raw.end(), streamMaxSeconds * 1000)
      const closed = once(raw, 'close').catch(() => undefined)
      try {
        const leave = await hub.join({ tenantIds, write }, lastSeq)
        await closed
        leave()
      } finally {
        clearInterval(heartbeat)
        clearTimeout(over)
        raw.destroy()
      }
    },
  )
}

function openStream(reply: FastifyReply): void {
  const headers = reply.getHeaders() as OutgoingHttpHeaders
  reply.hijack()
  reply.raw.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    // Asks nginx not to hold the stream back.
    'x-accel-buffering': 'no',
  })
  reply.raw.write('retry: 2000\n\n')
}

/** WHATWG HTML, server-sent events: a client that reconnects says what it saw last. */
function lastEventId(request: FastifyRequest): number | undefined {
  const header = request.headers['last-event-id']
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}
