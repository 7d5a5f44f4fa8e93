import { Problem } from '@countersign/api/common'
import {
  AccessDirectory,
  AccessDirectoryPut,
  AccessPolicyList,
  AccessPolicyPut,
  AccessPolicyRow,
  AccessPolicyVersions,
  DecisionDetail,
  DecisionPage,
  StepUp,
  StepUpAnswer,
  StepUpList,
} from '@countersign/api/decision'
import { type Static, Type } from 'typebox'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import { requirePerson, requireTenant } from '../../platform/auth/access.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { App } from '../../platform/http/app.ts'
import type { DecisionFilter } from './decision-store.ts'
import type { DecisionPoint } from './service.ts'

const tenantId = Type.String({ maxLength: 63 })
const TenantPath = Type.Object({ tenantId })
const PolicyPath = Type.Object({ tenantId, policyId: Type.String({ maxLength: 63 }) })
const NewPolicyPath = Type.Object({
  tenantId,
  policyId: Type.String({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$' }),
})
const DecisionPath = Type.Object({ tenantId, decisionId: Type.String({ maxLength: 63 }) })
const StepUpPath = Type.Object({ tenantId, stepUpId: Type.String({ maxLength: 63 }) })

const name = Type.Optional(Type.String({ maxLength: 2400 }))
const moment = Type.Optional(Type.String({ maxLength: 40 }))
/** `subject` and `resource` as `type:id`; `from` and `to` are RFC 3339. */
const DecisionQuery = Type.Object({
  subject: name,
  action: name,
  resource: name,
  mandate: Type.Optional(Type.String({ maxLength: 63 })),
  decision: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')])),
  from: moment,
  to: moment,
  cursor: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})
const limitDefault = 100

export function addDecisionRoutes(app: App, point: DecisionPoint): void {
  addDecisions(app, point)
  addPolicies(app, point)
  addDirectory(app, point)
  addStepUps(app, point)
}

function addDecisions(app: App, point: DecisionPoint): void {
  const path = '/api/tenants/:tenantId/decisions'
  app.get(
    path,
    {
      schema: {
        params: TenantPath,
        querystring: DecisionQuery,
        response: { 200: DecisionPage, default: Problem },
      },
      config: { right: 'decision.read' },
    },
    async (request) => point.list(requireTenant(request, request.params.tenantId), filterOf(request.query)),
  )
  app.get(
    `${path}/:decisionId`,
    {
      schema: { params: DecisionPath, response: { 200: DecisionDetail, default: Problem } },
      config: { right: 'decision.read' },
    },
    async (request) =>
      point.detail(requireTenant(request, request.params.tenantId), request.params.decisionId),
  )
}

function filterOf(query: Static<typeof DecisionQuery>): DecisionFilter {
  const { subject, action, resource, mandate, decision, from, to, cursor, limit = limitDefault } = query
  return {
    subject,
    action,
    resource,
    mandateId: mandate,
    allowed: decision === undefined ? undefined : decision === 'true',
    from: instantOf('from', from),
    to: instantOf('to', to),
    after: cursor,
    limit,
  }
}

function instantOf(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const ms = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(ms)) return new Date(ms)
  throw new CountersignError('REQUEST_INVALID', `${field} has to be RFC 3339, like 2026-03-01T08:00:00Z`)
}

function addPolicies(app: App, { policies }: DecisionPoint): void {
  const path = '/api/tenants/:tenantId/access-policies'
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: AccessPolicyList, default: Problem } },
      config: { right: 'decision.read' },
    },
    async (request) => ({
      items: [...(await policies.list(requireTenant(request, request.params.tenantId)))],
    }),
  )
  app.get(
    `${path}/:policyId/versions`,
    {
      schema: { params: PolicyPath, response: { 200: AccessPolicyVersions, default: Problem } },
      config: { right: 'decision.read' },
    },
    async (request) => {
      const own = requireTenant(request, request.params.tenantId)
      return { items: [...(await policies.versions(own, request.params.policyId))] }
    },
  )
  app.put(
    `${path}/:policyId`,
    {
      schema: {
        params: NewPolicyPath,
        body: AccessPolicyPut,
        response: { 200: AccessPolicyRow, default: Problem },
      },
      config: { right: 'access-policy.write', audit: 'access-policy.put' },
    },
    async (request) => {
      const own = requireTenant(request, request.params.tenantId)
      noteAudit({ after: request.body })
      return policies.put(own, request.params.policyId, request.body, requirePerson(request))
    },
  )
  app.delete(
    `${path}/:policyId`,
    {
      schema: { params: PolicyPath, response: { 204: Type.Null(), default: Problem } },
      config: { right: 'access-policy.write', audit: 'access-policy.remove' },
    },
    async (request, reply) => {
      const own = requireTenant(request, request.params.tenantId)
      await policies.remove(own, request.params.policyId, requirePerson(request))
      return reply.code(204).send(null)
    },
  )
}

function addDirectory(app: App, { policies }: DecisionPoint): void {
  const path = '/api/tenants/:tenantId/access-directory'
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: AccessDirectory, default: Problem } },
      config: { right: 'decision.read' },
    },
    async (request) => ({
      items: [...(await policies.directory(requireTenant(request, request.params.tenantId)))],
    }),
  )
  app.put(
    path,
    {
      schema: {
        params: TenantPath,
        body: AccessDirectoryPut,
        response: { 204: Type.Null(), default: Problem },
      },
      config: { right: 'access-policy.write', audit: 'access-directory.put' },
    },
    async (request, reply) => {
      const own = requireTenant(request, request.params.tenantId)
      noteAudit({ after: { items: request.body.items.length } })
      await policies.replaceDirectory(own, request.body.items)
      return reply.code(204).send(null)
    },
  )
}

function addStepUps(app: App, { stepUps }: DecisionPoint): void {
  const path = '/api/tenants/:tenantId/step-ups'
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: StepUpList, default: Problem } },
      config: { right: 'decision.read' },
    },
    async (request) => ({
      items: [...(await stepUps.list(requireTenant(request, request.params.tenantId)))],
    }),
  )
  app.post(
    `${path}/:stepUpId/answer`,
    {
      schema: { params: StepUpPath, body: StepUpAnswer, response: { 200: StepUp, default: Problem } },
      config: { right: 'mandate.approve', audit: 'step-up.answer' },
    },
    async (request) => {
      const own = requireTenant(request, request.params.tenantId)
      const { approve } = request.body
      noteAudit({ action: approve ? 'step-up.approve' : 'step-up.refuse', after: request.body })
      return stepUps.answer(own, request.params.stepUpId, request.body, requirePerson(request))
    },
  )
}
