import { Problem } from '@countersign/api/common'
import {
  AuditList,
  AuditOutcome,
  AuditReview,
  AutonomyChange,
  ClosingPage,
  Feedback,
  FeedbackApplied,
  FeedbackEffect,
  IncidentVerdictAnswer,
  TrainingRequested,
  TriageFamilies,
  TriageFamily,
  TriageModelPage,
  VerdictReplay,
} from '@countersign/api/triage'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { Triage } from './service.ts'

const tenantPath = '/api/tenants/:tenantId/triage'
const incidentPath = '/api/tenants/:tenantId/incidents/:incidentId'
const id = Type.String({ pattern: '^[0-9a-f]{32}$' })
const OfTenant = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const OfIncident = Type.Object({ ...OfTenant.properties, incidentId: id })
const OfVerdict = Type.Object({ ...OfIncident.properties, verdictId: id })
const OfFamily = Type.Object({ ...OfTenant.properties, ruleId: Type.String({ maxLength: 200 }) })
const ClosingQuery = Type.Object({
  cursor: Type.Optional(id),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})

export function addTriageRoutes(app: App, triage: Triage): void {
  addVerdictRoutes(app, triage)
  addFeedbackRoutes(app, triage)
  addFamilyRoutes(app, triage)
  addAuditRoutes(app, triage)
  addModelRoutes(app, triage)
}

function addVerdictRoutes(app: App, triage: Triage): void {
  app.get(
    `${incidentPath}/verdict`,
    {
      schema: { params: OfIncident, response: { 200: IncidentVerdictAnswer, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) =>
      triage.verdict(requireTenant(request, request.params.tenantId), request.params.incidentId),
  )
  app.post(
    `${incidentPath}/verdicts/:verdictId/replay`,
    {
      schema: { params: OfVerdict, response: { 200: VerdictReplay, default: Problem } },
      config: { right: 'incident.read', audit: 'verdict.replay' },
    },
    async (request) => {
      const { incidentId, verdictId } = request.params
      return triage.replay(requireTenant(request, request.params.tenantId), incidentId, verdictId)
    },
  )
}

function addFeedbackRoutes(app: App, triage: Triage): void {
  const shape = { params: OfIncident, body: Feedback }
  app.post(
    `${incidentPath}/feedback/preview`,
    {
      schema: { ...shape, response: { 200: FeedbackEffect, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.feedback-preview' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return triage.preview(requirePerson(request), tenantId, request.params.incidentId, request.body)
    },
  )
  app.post(
    `${incidentPath}/feedback`,
    {
      schema: { ...shape, response: { 200: FeedbackApplied, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.feedback' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return triage.feedback(requirePerson(request), tenantId, request.params.incidentId, request.body)
    },
  )
}

function addFamilyRoutes(app: App, triage: Triage): void {
  app.get(
    `${tenantPath}/families`,
    {
      schema: { params: OfTenant, response: { 200: TriageFamilies, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) => triage.families(requireTenant(request, request.params.tenantId)),
  )
  for (const change of ['grant', 'withdraw'] as const)
    app.post(
      `${tenantPath}/families/:ruleId/${change}`,
      {
        schema: {
          params: OfFamily,
          body: AutonomyChange,
          response: { 200: TriageFamily, default: Problem },
        },
        config: { right: 'autonomy.grant', audit: `autonomy.${change}` },
      },
      async (request) => {
        const tenantId = requireTenant(request, request.params.tenantId)
        return triage[change](requirePerson(request), tenantId, request.params.ruleId, request.body.reason)
      },
    )
}

function addAuditRoutes(app: App, triage: Triage): void {
  app.get(
    `${tenantPath}/closings`,
    {
      schema: {
        params: OfTenant,
        querystring: ClosingQuery,
        response: { 200: ClosingPage, default: Problem },
      },
      config: { right: 'incident.read' },
    },
    async (request) => {
      const { cursor, limit = 50 } = request.query
      const page = cursor === undefined ? { limit } : { cursor, limit }
      return triage.closings(requireTenant(request, request.params.tenantId), page)
    },
  )
  app.get(
    `${tenantPath}/audit`,
    {
      schema: { params: OfTenant, response: { 200: AuditList, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) => triage.audit(requireTenant(request, request.params.tenantId)),
  )
  app.post(
    `${incidentPath}/closing-review`,
    {
      schema: { params: OfIncident, body: AuditReview, response: { 200: AuditOutcome, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.closing-review' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return triage.review(requirePerson(request), tenantId, request.params.incidentId, request.body)
    },
  )
}

function addModelRoutes(app: App, triage: Triage): void {
  app.get(
    `${tenantPath}/model`,
    {
      schema: { params: OfTenant, response: { 200: TriageModelPage, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) => triage.model(requireTenant(request, request.params.tenantId)),
  )
  app.post(
    `${tenantPath}/model/train`,
    {
      schema: { params: OfTenant, response: { 200: TrainingRequested, default: Problem } },
      config: { right: 'incident.write', audit: 'triage.train' },
    },
    async (request) =>
      triage.requestTraining(requirePerson(request), requireTenant(request, request.params.tenantId)),
  )
}
