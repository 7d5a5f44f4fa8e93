import { Problem } from '@countersign/api/common'
import {
  AttachedDocument,
  ComplianceOverview,
  ControlDetail,
  DocumentPost,
  ExemptionPut,
  FrameworkChoicePut,
  FrameworkStatus,
} from '@countersign/api/compliance'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { Compliance } from './service.ts'

const tenantId = Type.String({ maxLength: 63 })
const id = Type.String({ minLength: 1, maxLength: 120 })
const TenantPath = Type.Object({ tenantId })
const FrameworkPath = Type.Object({ tenantId, frameworkId: id })
const ControlPath = Type.Object({ tenantId, frameworkId: id, controlId: id })
const DocumentPath = Type.Object({ tenantId, documentId: id })

const root = '/api/tenants/:tenantId/compliance'
const controlPath = `${root}/frameworks/:frameworkId/controls/:controlId`
const reading = { right: 'evidence.read' } as const

/** Whether a tenant's controls are live, until when, and by what evidence. */
export function addComplianceRoutes(app: App, compliance: Compliance, documentMaxBytes: number): void {
  addOverview(app, compliance)
  addControls(app, compliance)
  addDocuments(app, compliance, documentMaxBytes)
  addExemptions(app, compliance)
}

function addOverview(app: App, compliance: Compliance): void {
  app.get(
    root,
    {
      schema: { params: TenantPath, response: { 200: ComplianceOverview, default: Problem } },
      config: reading,
    },
    (request) => compliance.overview(requireTenant(request, request.params.tenantId)),
  )
  app.put(
    `${root}/frameworks`,
    {
      schema: {
        params: TenantPath,
        body: FrameworkChoicePut,
        response: { 200: ComplianceOverview, default: Problem },
      },
      config: { right: 'evidence.write', audit: 'compliance.choose' },
    },
    (request) => compliance.choose(requireTenant(request, request.params.tenantId), request.body),
  )
}

function addControls(app: App, compliance: Compliance): void {
  app.get(
    `${root}/frameworks/:frameworkId`,
    {
      schema: { params: FrameworkPath, response: { 200: FrameworkStatus, default: Problem } },
      config: reading,
    },
    (request) =>
      compliance.framework(requireTenant(request, request.params.tenantId), request.params.frameworkId),
  )
  app.get(
    controlPath,
    { schema: { params: ControlPath, response: { 200: ControlDetail, default: Problem } }, config: reading },
    (request) => {
      const { frameworkId, controlId } = request.params
      return compliance.control(requireTenant(request, request.params.tenantId), frameworkId, controlId)
    },
  )
}

function addDocuments(app: App, compliance: Compliance, documentMaxBytes: number): void {
  app.post(
    `${controlPath}/documents`,
    {
      schema: {
        params: ControlPath,
        body: DocumentPost,
        response: { 201: AttachedDocument, default: Problem },
      },
      bodyLimit: documentMaxBytes,
      config: { right: 'evidence.write', audit: 'compliance.attach' },
    },
    async (request, reply) => {
      const { frameworkId, controlId } = request.params
      const tenant = requireTenant(request, request.params.tenantId)
      const by = requirePerson(request).name
      return reply.code(201).send(await compliance.attach(tenant, frameworkId, controlId, request.body, by))
    },
  )
  app.get(
    `${root}/documents/:documentId`,
    { schema: { params: DocumentPath }, config: { ...reading, audit: 'compliance.read-document' } },
    async (request, reply) => {
      const tenant = requireTenant(request, request.params.tenantId)
      const { document, content } = await compliance.document(tenant, request.params.documentId)
      // Whatever a person attached is never shown by a browser as a page of ours.
      return reply
        .type('application/octet-stream')
        .header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(document.fileName)}`,
        )
        .send(content)
    },
  )
  app.delete(
    `${root}/documents/:documentId`,
    {
      schema: { params: DocumentPath, response: { 204: Type.Null(), default: Problem } },
      config: { right: 'evidence.write', audit: 'compliance.withdraw' },
    },
    async (request, reply) => {
      await compliance.withdraw(requireTenant(request, request.params.tenantId), request.params.documentId)
      return reply.code(204).send(null)
    },
  )
}

function addExemptions(app: App, compliance: Compliance): void {
  app.put(
    `${controlPath}/exemption`,
    {
      schema: {
        params: ControlPath,
        body: ExemptionPut,
        response: { 200: ControlDetail, default: Problem },
      },
      config: { right: 'evidence.write', audit: 'compliance.exempt' },
    },
    async (request) => {
      const { frameworkId, controlId } = request.params
      const tenant = requireTenant(request, request.params.tenantId)
      await compliance.exempt(tenant, frameworkId, controlId, request.body, requirePerson(request).name)
      return compliance.control(tenant, frameworkId, controlId)
    },
  )
  app.delete(
    `${controlPath}/exemption`,
    {
      schema: { params: ControlPath, response: { 204: Type.Null(), default: Problem } },
      config: { right: 'evidence.write', audit: 'compliance.end-exemption' },
    },
    async (request, reply) => {
      const { frameworkId, controlId } = request.params
      await compliance.endExemption(requireTenant(request, request.params.tenantId), frameworkId, controlId)
      return reply.code(204).send(null)
    },
  )
}
