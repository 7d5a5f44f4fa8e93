import {
  AcknowledgementPut,
  NotificationCase,
  NotificationCaseList,
  NotificationCasePatch,
  NotificationCasePost,
  NotificationDraft,
  NotificationRegimeList,
  NotificationSubmission,
  SubmissionPost,
} from '@countersign/api/clock'
import { Problem } from '@countersign/api/common'
import { Type } from 'typebox'
import { requirePerson, requireTenant, requireTenants } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import { answerEtag, ifMatchNumber } from '../../platform/http/etag.ts'
import type { Clocks } from './service.ts'

const tenantId = Type.String({ maxLength: 63 })
const id = Type.String({ minLength: 1, maxLength: 120 })
const TenantPath = Type.Object({ tenantId })
const TenantsQuery = Type.Object({ tenant: Type.Optional(Type.String({ maxLength: 4000 })) })
const IncidentPath = Type.Object({ tenantId, incidentId: id })
const DraftPath = Type.Object({ tenantId, incidentId: id, regimeId: id, stageId: id })
const SubmissionPath = Type.Object({ tenantId, incidentId: id, submissionId: id })

const clocksPath = '/api/tenants/:tenantId/incidents/:incidentId/clocks'
const reading = { right: 'incident.read' } as const

/** Notification clocks: whom the law asks to be told of an incident, by when, with what in it. */
export function addClockRoutes(app: App, clocks: Clocks): void {
  addLists(app, clocks)
  addCase(app, clocks)
  addReports(app, clocks)
}

function addLists(app: App, clocks: Clocks): void {
  app.get(
    '/api/notification-regimes',
    { schema: { response: { 200: NotificationRegimeList, default: Problem } }, config: reading },
    async () => ({ items: [...clocks.regimes()] }),
  )
  app.get(
    '/api/notification-clocks',
    {
      schema: { querystring: TenantsQuery, response: { 200: NotificationCaseList, default: Problem } },
      config: reading,
    },
    async (request) => ({
      items: [...(await clocks.listOf(requireTenants(request, request.query.tenant)))],
    }),
  )
  app.get(
    '/api/tenants/:tenantId/notification-clocks',
    {
      schema: { params: TenantPath, response: { 200: NotificationCaseList, default: Problem } },
      config: reading,
    },
    async (request) => ({
      items: [...(await clocks.list(requireTenant(request, request.params.tenantId)))],
    }),
  )
}

function addCase(app: App, clocks: Clocks): void {
  const response = { 200: NotificationCase, default: Problem }
  app.get(
    clocksPath,
    { schema: { params: IncidentPath, response }, config: reading },
    async (request, reply) => {
      const tenant = requireTenant(request, request.params.tenantId)
      const found = await clocks.read(tenant, request.params.incidentId)
      answerEtag(reply, found.version)
      return found
    },
  )
  app.post(
    clocksPath,
    {
      schema: {
        params: IncidentPath,
        body: NotificationCasePost,
        response: { 201: NotificationCase, default: Problem },
      },
      config: { right: 'incident.write', audit: 'incident.clocks-open' },
    },
    async (request, reply) => {
      const tenant = requireTenant(request, request.params.tenantId)
      const by = requirePerson(request).name
      return reply.code(201).send(await clocks.open(tenant, request.params.incidentId, request.body, by))
    },
  )
  app.patch(
    clocksPath,
    {
      schema: { params: IncidentPath, body: NotificationCasePatch, response },
      config: { right: 'incident.write', audit: 'incident.clocks-change', ifMatch: true },
    },
    (request) => {
      const tenant = requireTenant(request, request.params.tenantId)
      const { name } = requirePerson(request)
      return clocks.change(tenant, request.params.incidentId, request.body, ifMatchNumber(request), name)
    },
  )
}

function addReports(app: App, clocks: Clocks): void {
  app.get(
    `${clocksPath}/drafts/:regimeId/:stageId`,
    {
      schema: { params: DraftPath, response: { 200: NotificationDraft, default: Problem } },
      config: reading,
    },
    (request) => {
      const { incidentId, regimeId, stageId } = request.params
      return clocks.draft(requireTenant(request, request.params.tenantId), incidentId, regimeId, stageId)
    },
  )
  app.post(
    `${clocksPath}/submissions`,
    {
      schema: {
        params: IncidentPath,
        body: SubmissionPost,
        response: { 201: NotificationSubmission, default: Problem },
      },
      config: { right: 'incident.write', audit: 'incident.report-submit' },
    },
    async (request, reply) => {
      const tenant = requireTenant(request, request.params.tenantId)
      const by = requirePerson(request).name
      return reply.code(201).send(await clocks.submit(tenant, request.params.incidentId, request.body, by))
    },
  )
  app.put(
    `${clocksPath}/submissions/:submissionId/acknowledgement`,
    {
      schema: {
        params: SubmissionPath,
        body: AcknowledgementPut,
        response: { 204: Type.Null(), default: Problem },
      },
      config: { right: 'incident.write', audit: 'incident.report-acknowledge' },
    },
    async (request, reply) => {
      const { incidentId, submissionId } = request.params
      const tenant = requireTenant(request, request.params.tenantId)
      const { acknowledgedAt } = request.body
      await clocks.acknowledge(tenant, incidentId, submissionId, acknowledgedAt, requirePerson(request).name)
      return reply.code(204).send(null)
    },
  )
}
