import { Problem } from '@countersign/api/common'
import { IncidentDetail } from '@countersign/api/incident'
import {
  BulkAnswer,
  BulkRequest,
  HandOverPage,
  MergeRequest,
  Neighbours,
  NewNote,
  Note,
  NoteList,
  NotePatch,
  UnmergeRequest,
} from '@countersign/api/incident-work'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requirePerson, requireTenant, requireTenants } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import { answerEtag } from '../platform/http/etag.ts'
import { Address, incidentPath } from './address.ts'
import { PageQuery, QueueSelection } from './queue-query.ts'
import type { Incidents } from './service.ts'

const NoteAddress = Type.Interface([Address], { noteId: Type.String({ maxLength: 40 }) })
const HandOverQuery = Type.Interface([PageQuery], {
  tenant: Type.Optional(Type.String({ maxLength: 10_000 })),
})

/** What analysts do with incidents besides reading and changing one. */
export function addWorkRoutes(app: App, { incidents }: { readonly incidents: Incidents }): void {
  addManyRoutes(app, incidents)
  addMergeRoutes(app, incidents)
  addNoteRoutes(app, incidents)
}

function addManyRoutes(app: App, incidents: Incidents): void {
  app.post(
    '/api/incidents/bulk',
    {
      schema: { body: BulkRequest, response: { 200: BulkAnswer, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.update-many' },
    },
    async (request) => {
      const person = requirePerson(request)
      const { incidents: asked, change } = request.body
      const named = new Set(asked.map(({ tenantId }) => tenantId))
      noteAudit({
        tenantIds: person.tenantIds.filter((tenantId) => named.has(tenantId)),
        target: { incidents: asked.map(({ incidentId }) => incidentId).join(' ') },
        after: change,
      })
      return { items: [...(await incidents.patchMany(person, request.body))] }
    },
  )
  app.get(
    '/api/hand-over',
    {
      schema: { querystring: HandOverQuery, response: { 200: HandOverPage, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) => {
      const tenantIds = requireTenants(request, request.query.tenant)
      return incidents.handOver(requirePerson(request), tenantIds, request.query)
    },
  )
  app.get(
    `${incidentPath}/neighbours`,
    {
      schema: {
        params: Address,
        querystring: QueueSelection,
        response: { 200: Neighbours, default: Problem },
      },
      config: { right: 'incident.read' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const tenantIds = requireTenants(request, request.query.tenant)
      return incidents.neighbours(tenantIds, request.query, tenantId, request.params.incidentId)
    },
  )
}

function addMergeRoutes(app: App, incidents: Incidents): void {
  app.post(
    `${incidentPath}/merge`,
    {
      schema: { params: Address, body: MergeRequest, response: { 200: IncidentDetail, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.merge' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { incidentId } = request.params
      noteAudit({ after: request.body })
      const merged = await incidents.merge(requirePerson(request), tenantId, incidentId, request.body)
      answerEtag(reply, merged.incident.version)
      return merged
    },
  )
  app.post(
    `${incidentPath}/unmerge`,
    {
      schema: { params: Address, body: UnmergeRequest, response: { 200: IncidentDetail, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.unmerge' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { incidentId } = request.params
      noteAudit({ after: request.body })
      const left = await incidents.unmerge(requirePerson(request), tenantId, incidentId, request.body)
      answerEtag(reply, left.incident.version)
      return left
    },
  )
}

function addNoteRoutes(app: App, { notes }: Incidents): void {
  const path = `${incidentPath}/notes`
  app.get(
    path,
    {
      schema: { params: Address, response: { 200: NoteList, default: Problem } },
      config: { right: 'incident.read' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return notes.list(requirePerson(request), tenantId, request.params.incidentId)
    },
  )
  app.post(
    path,
    {
      schema: { params: Address, body: NewNote, response: { 201: Note, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.note' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { incidentId } = request.params
      return reply.code(201).send(await notes.add(requirePerson(request), tenantId, incidentId, request.body))
    },
  )
  app.patch(
    `${path}/:noteId`,
    {
      schema: { params: NoteAddress, body: NotePatch, response: { 200: Note, default: Problem } },
      config: { right: 'incident.write', audit: 'incident.note-update' },
    },
    async (request) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { incidentId, noteId } = request.params
      return notes.change(requirePerson(request), tenantId, { incidentId, noteId, patch: request.body })
    },
  )
}
