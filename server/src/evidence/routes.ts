import { Problem } from '@countersign/api/common'
import {
  EvidenceDetail,
  EvidenceErasure,
  EvidenceErasurePost,
  EvidenceErasurePreview,
  EvidenceErasureQuery,
  EvidenceKind,
  EvidenceLogs,
  EvidencePage,
  EvidenceQuery,
  PackQuery,
} from '@countersign/api/evidence'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requireTenant } from '../platform/auth/access.ts'
import { CountersignError } from '../platform/errors.ts'
import type { App } from '../platform/http/app.ts'
import type { EntryFilter, Evidence } from './service.ts'

const tenantId = Type.String({ maxLength: 63 })
const TenantPath = Type.Object({ tenantId })
const NameQuery = Type.Object({ kind: EvidenceKind, ref: Type.String({ minLength: 1, maxLength: 400 }) })
const LogPath = Type.Object({ tenantId, epoch: Type.Integer({ minimum: 1 }), '*': Type.String() })
const pageDefault = 100

/** What was logged of a tenant, entry by entry with its proof, and the log itself for witnesses and mirrors. */
export function addEvidenceRoutes(app: App, evidence: Evidence): void {
  const path = '/api/tenants/:tenantId/evidence'
  const config = { right: 'evidence.read' } as const
  app.get(
    path,
    {
      schema: {
        params: TenantPath,
        querystring: EvidenceQuery,
        response: { 200: EvidencePage, default: Problem },
      },
      config,
    },
    (request) => evidence.page(requireTenant(request, request.params.tenantId), filterOf(request.query)),
  )
  app.get(
    `${path}/entry`,
    {
      schema: {
        params: TenantPath,
        querystring: NameQuery,
        response: { 200: EvidenceDetail, default: Problem },
      },
      config,
    },
    (request) => evidence.detail(requireTenant(request, request.params.tenantId), request.query),
  )
  app.get(
    `${path}/proof`,
    { schema: { params: TenantPath, querystring: NameQuery }, config },
    async (request, reply) => {
      const proof = await evidence.proof(requireTenant(request, request.params.tenantId), request.query)
      return reply.type('text/plain; charset=utf-8').send(proof)
    },
  )
  app.get(
    `${path}/logs`,
    { schema: { params: TenantPath, response: { 200: EvidenceLogs, default: Problem } }, config },
    (request) => evidence.logs(requireTenant(request, request.params.tenantId)),
  )
  addErasures(app, evidence)
  addPack(app, evidence)
  addLogFiles(app, evidence)
}

/** A data subject's request. The trail says that somebody's data was erased, and not whose: the subject is in neither. */
function addErasures(app: App, { erasures }: Evidence): void {
  const path = '/api/tenants/:tenantId/evidence/erasures'
  app.get(
    `${path}/preview`,
    {
      schema: {
        params: TenantPath,
        querystring: EvidenceErasureQuery,
        response: { 200: EvidenceErasurePreview, default: Problem },
      },
      config: { right: 'evidence.write' },
    },
    (request) => erasures.preview(requireTenant(request, request.params.tenantId), request.query.subject),
  )
  app.post(
    path,
    {
      schema: {
        params: TenantPath,
        body: EvidenceErasurePost,
        response: { 201: EvidenceErasure, default: Problem },
      },
      config: { right: 'evidence.write', audit: 'evidence.erase' },
    },
    async (request, reply) => {
      const { subject, reason } = request.body
      const erased = await erasures.erase(requireTenant(request, request.params.tenantId), subject, reason)
      noteAudit({ after: { reason, ...erased } })
      return reply.code(201).send(erased)
    },
  )
}

function addPack(app: App, evidence: Evidence): void {
  app.get(
    '/api/tenants/:tenantId/evidence/pack',
    {
      schema: { params: TenantPath, querystring: PackQuery },
      config: { right: 'evidence.read', audit: 'evidence.pack' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { from, to, controls } = request.query
      if (from >= to) throw new CountersignError('REQUEST_INVALID', 'from: it has to be before to')
      noteAudit({ after: { from, to, controls: controls ?? '' } })
      const name = `evidence-${tenantId}-${from.slice(0, 10)}-${to.slice(0, 10)}.zip`
      const wanted = (controls ?? '').split(',').filter((id) => id !== '')
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(evidence.pack({ tenantId, from: new Date(from), to: new Date(to), controls: wanted }))
    },
  )
}

/** c2sp.org/tlog-tiles: `checkpoint`, `tile/<level>/<n>`, `tile/entries/<n>` below the log's own address. */
function addLogFiles(app: App, evidence: Evidence): void {
  app.get(
    '/api/tenants/:tenantId/evidence/logs/:epoch/*',
    { schema: { params: LogPath }, config: { right: 'evidence.read' } },
    async (request, reply) => {
      const { epoch, '*': path } = request.params
      const bytes = await evidence.resource(requireTenant(request, request.params.tenantId), epoch, path)
      if (bytes === undefined) throw new CountersignError('EVIDENCE_UNKNOWN', path)
      const type = path === 'checkpoint' ? 'text/plain; charset=utf-8' : 'application/octet-stream'
      return reply.type(type).send(Buffer.from(bytes))
    },
  )
}

function filterOf({ kind, from, to, cursor, limit }: EvidenceQuery): EntryFilter {
  return {
    kind,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    after: cursor === undefined ? undefined : cursorOf(cursor),
    limit: limit ?? pageDefault,
  }
}

function cursorOf(text: string): EntryFilter['after'] {
  const [, at, seq] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? []
  if (at === undefined || seq === undefined)
    throw new CountersignError('REQUEST_INVALID', 'cursor: take it from nextCursor of the page before')
  return { at: new Date(Number(at)), seq: Number(seq) }
}
