import { Problem } from '@countersign/api/common'
import {
  MandateDetail,
  MandatePage,
  MandatePut,
  MandateReason,
  MandateRow,
  NewMandate,
  NewMandateProposal,
} from '@countersign/api/mandate'
import { type Static, Type } from 'typebox'
import { noteAudit } from '../../platform/audit/audit-scope.ts'
import { requirePerson, requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { Mandates } from './service.ts'
import type { MandateFilter } from './store.ts'
import type { MandateStatus } from './tables.ts'

const tenantId = Type.String({ maxLength: 63 })
const TenantPath = Type.Object({ tenantId })
const MandatePath = Type.Object({ tenantId, mandateId: Type.String({ maxLength: 63 }) })
const ListQuery = Type.Object({
  identity: Type.Optional(Type.String({ maxLength: 500 })),
  /** Comma-separated: proposed, approved, declined, revoked, expired. */
  status: Type.Optional(
    Type.String({
      pattern:
        '^(?:proposed|approved|declined|revoked|expired)(?:,(?:proposed|approved|declined|revoked|expired))*$',
      maxLength: 100,
    }),
  ),
  cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}\\.mandate-[0-9a-f]{16}$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})
const limitDefault = 100
const path = '/api/tenants/:tenantId/mandates'

export function addMandateRoutes(app: App, mandates: Mandates): void {
  addReading(app, mandates)
  addProposing(app, mandates)
  addActs(app, mandates)
}

function addReading(app: App, mandates: Mandates): void {
  app.get(
    path,
    {
      schema: {
        params: TenantPath,
        querystring: ListQuery,
        response: { 200: MandatePage, default: Problem },
      },
      config: { right: 'mandate.read' },
    },
    async (request) =>
      mandates.list(requireTenant(request, request.params.tenantId), filterOf(request.query)),
  )
  app.get(
    `${path}/:mandateId`,
    {
      schema: { params: MandatePath, response: { 200: MandateDetail, default: Problem } },
      config: { right: 'mandate.read' },
    },
    async (request) =>
      mandates.detail(requireTenant(request, request.params.tenantId), request.params.mandateId),
  )
}

function filterOf({
  identity,
  status,
  cursor,
  limit = limitDefault,
}: Static<typeof ListQuery>): MandateFilter {
  const [changedMs, mandateId] = cursor?.split('.') ?? []
  return {
    identityKey: identity,
    statuses: status?.split(',') as readonly MandateStatus[] | undefined,
    after: mandateId === undefined ? undefined : { changedMs: Number(changedMs), mandateId },
    limit,
  }
}

function addProposing(app: App, mandates: Mandates): void {
  const response = { 201: MandateRow, default: Problem }
  app.post(
    path,
    {
      schema: { params: TenantPath, body: NewMandate, response },
      config: { right: 'mandate.write', audit: 'mandate.propose' },
    },
    async (request, reply) => {
      const own = requireTenant(request, request.params.tenantId)
      noteAudit({ after: request.body })
      return reply.code(201).send(await mandates.propose(own, request.body, requirePerson(request)))
    },
  )
  app.post(
    `${path}/proposals`,
    {
      schema: { params: TenantPath, body: NewMandateProposal, response },
      config: { right: 'mandate.write', audit: 'mandate.propose' },
    },
    async (request, reply) => {
      const own = requireTenant(request, request.params.tenantId)
      noteAudit({ after: request.body })
      return reply.code(201).send(await mandates.proposeFromUse(own, request.body, requirePerson(request)))
    },
  )
  app.put(
    `${path}/:mandateId`,
    {
      schema: { params: MandatePath, body: MandatePut, response: { 200: MandateRow, default: Problem } },
      config: { right: 'mandate.write', audit: 'mandate.change' },
    },
    async (request) => {
      const own = requireTenant(request, request.params.tenantId)
      noteAudit({ after: request.body })
      return mandates.change(own, request.params.mandateId, request.body, requirePerson(request))
    },
  )
}

function addActs(app: App, mandates: Mandates): void {
  for (const act of ['approve', 'decline', 'review', 'revoke'] as const)
    app.post(
      `${path}/:mandateId/${act}`,
      {
        schema: { params: MandatePath, body: MandateReason, response: { 200: MandateRow, default: Problem } },
        config: { right: 'mandate.approve', audit: `mandate.${act}` },
      },
      async (request) => {
        const own = requireTenant(request, request.params.tenantId)
        const { reason } = request.body
        noteAudit({ after: { reason } })
        return mandates[act](own, request.params.mandateId, reason, requirePerson(request))
      },
    )
}
