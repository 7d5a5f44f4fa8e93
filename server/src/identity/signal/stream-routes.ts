import { Problem } from '@countersign/api/common'
import { NewSsfStream, SsfStatus, SsfStream, SsfStreamPatch, SsfVerification } from '@countersign/api/signal'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { Signals } from './service.ts'
import { TenantPath } from './signal-routes.ts'

const StreamQuery = Type.Object({ stream_id: Type.Optional(Type.String({ maxLength: 63 })) })
const NamedStream = Type.Object({ stream_id: Type.String({ maxLength: 63 }) })

export const streamPath = '/api/tenants/:tenantId/ssf/stream'
export const statusPath = '/api/tenants/:tenantId/ssf/status'
export const verificationPath = '/api/tenants/:tenantId/ssf/verification'

/** SSF 1.0 section 8: what a receiver asks of us as its transmitter, with an API key of the tenant. */
export function addStreamRoutes(app: App, signals: Signals): void {
  addReadRoutes(app, signals)
  addCreateRoute(app, signals)
  addChangeRoutes(app, signals)
  addStatusRoutes(app, signals)
}

function addReadRoutes(app: App, { streams }: Signals): void {
  app.get(
    streamPath,
    {
      schema: {
        params: TenantPath,
        querystring: StreamQuery,
        response: { 200: Type.Union([SsfStream, Type.Array(SsfStream)]), default: Problem },
      },
      config: { right: 'signal.receive' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { stream_id } = request.query
      const by = requirePerson(request)
      return stream_id === undefined
        ? [...(await streams.list(tenantId, by))]
        : streams.get(tenantId, by, stream_id)
    },
  )
}

function addCreateRoute(app: App, { streams }: Signals): void {
  app.post(
    streamPath,
    {
      schema: { params: TenantPath, body: NewSsfStream, response: { 201: SsfStream, default: Problem } },
      config: { right: 'signal.receive', audit: 'signal-stream.create' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return reply.code(201).send(await streams.create(tenantId, requirePerson(request), request.body))
    },
  )
}

function addChangeRoutes(app: App, { streams }: Signals): void {
  for (const [method, isWhole] of [
    ['PATCH', false],
    ['PUT', true],
  ] as const)
    app.route({
      method,
      url: streamPath,
      schema: { params: TenantPath, body: SsfStreamPatch, response: { 200: SsfStream, default: Problem } },
      config: { right: 'signal.receive', audit: 'signal-stream.change' },
      handler: async (request) => {
        const tenantId = requireTenant(request, request.params.tenantId)
        return streams.change(tenantId, requirePerson(request), request.body, isWhole)
      },
    })
  app.delete(
    streamPath,
    {
      schema: { params: TenantPath, querystring: NamedStream, response: { 204: Type.Null() } },
      config: { right: 'signal.receive', audit: 'signal-stream.remove' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      await streams.remove(tenantId, requirePerson(request), request.query.stream_id)
      return reply.code(204).send(null)
    },
  )
}

function addStatusRoutes(app: App, { streams }: Signals): void {
  app.get(
    statusPath,
    {
      schema: {
        params: TenantPath,
        querystring: StreamQuery,
        response: { 200: SsfStatus, default: Problem },
      },
      config: { right: 'signal.receive' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return streams.status(tenantId, requirePerson(request), request.query.stream_id)
    },
  )
  app.post(
    statusPath,
    {
      schema: { params: TenantPath, body: SsfStatus, response: { 200: SsfStatus, default: Problem } },
      config: { right: 'signal.receive', audit: 'signal-stream.set-status' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return streams.setStatus(tenantId, requirePerson(request), request.body)
    },
  )
  app.post(
    verificationPath,
    {
      schema: { params: TenantPath, body: SsfVerification, response: { 204: Type.Null() } },
      config: { right: 'signal.receive', audit: 'signal-stream.verify' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { stream_id, state } = request.body
      await streams.verify(tenantId, requirePerson(request), stream_id, state)
      return reply.code(204).send(null)
    },
  )
}
