import { Problem } from '@countersign/api/common'
import {
  CreatedSignalSource,
  CredentialChange,
  IdentityRisk,
  IdentityRiskPut,
  ReceivedSignalList,
  RotatedSignalKey,
  SignalSent,
  SignalSource,
  SignalSourceList,
  SignalSourcePut,
} from '@countersign/api/signal'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import type { Signals } from './service.ts'

export const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const SourcePath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  signalSourceId: Type.String({ maxLength: 63 }),
})
/** An identity key holds slashes and colons: it is one percent-encoded segment. */
const IdentityPath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  identityKey: Type.String({ minLength: 1, maxLength: 500 }),
})

const sourcesPath = '/api/tenants/:tenantId/signal-sources'
const identityPath = '/api/tenants/:tenantId/identities/:identityKey'

/** Whom a tenant trusts to tell it something, and what is known and told of its identities. */
export function addSignalRoutes(app: App, signals: Signals): void {
  addSourceRoutes(app, signals)
  addKeyRoute(app, signals)
  addRiskRoutes(app, signals)
  addIdentityRoutes(app, signals)
}

function addSourceRoutes(app: App, { sources }: Signals): void {
  app.get(
    sourcesPath,
    {
      schema: { params: TenantPath, response: { 200: SignalSourceList, default: Problem } },
      config: { right: 'signal.read' },
    },
    async (request) => ({
      items: [...(await sources.list(requireTenant(request, request.params.tenantId)))],
    }),
  )
  app.post(
    sourcesPath,
    {
      schema: {
        params: TenantPath,
        body: SignalSourcePut,
        response: { 201: CreatedSignalSource, default: Problem },
      },
      config: { right: 'signal.write', audit: 'signal-source.create' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return reply.code(201).send(await sources.create(tenantId, request.body))
    },
  )
  app.put(
    `${sourcesPath}/:signalSourceId`,
    {
      schema: {
        params: SourcePath,
        body: SignalSourcePut,
        response: { 200: SignalSource, default: Problem },
      },
      config: { right: 'signal.write', audit: 'signal-source.change' },
    },
    async (request) => {
      const { tenantId, signalSourceId } = request.params
      return sources.replace(requireTenant(request, tenantId), signalSourceId, request.body)
    },
  )
  app.delete(
    `${sourcesPath}/:signalSourceId`,
    {
      schema: { params: SourcePath, response: { 204: Type.Null() } },
      config: { right: 'signal.write', audit: 'signal-source.remove' },
    },
    async (request, reply) => {
      const { tenantId, signalSourceId } = request.params
      await sources.remove(requireTenant(request, tenantId), signalSourceId)
      return reply.code(204).send(null)
    },
  )
}

function addKeyRoute(app: App, { keys }: Signals): void {
  app.post(
    '/api/tenants/:tenantId/signal-keys/rotate',
    {
      schema: { params: TenantPath, response: { 200: RotatedSignalKey, default: Problem } },
      config: { right: 'signal.write', audit: 'signal-key.rotate' },
    },
    async (request) => {
      const rotated = await keys.rotate(requireTenant(request, request.params.tenantId))
      return { ...rotated, previousShownUntil: rotated.previousShownUntil.toISOString() }
    },
  )
}

function addRiskRoutes(app: App, signals: Signals): void {
  app.get(
    `${identityPath}/risk`,
    {
      schema: { params: IdentityPath, response: { 200: IdentityRisk, default: Problem } },
      config: { right: 'signal.read' },
    },
    async (request) => {
      const { tenantId, identityKey } = request.params
      return signals.risk(requireTenant(request, tenantId), identityKey)
    },
  )
  app.put(
    `${identityPath}/risk`,
    {
      schema: {
        params: IdentityPath,
        body: IdentityRiskPut,
        response: { 200: IdentityRisk, default: Problem },
      },
      config: { right: 'signal.send', audit: 'identity.set-risk' },
    },
    async (request) => {
      const { tenantId, identityKey } = request.params
      const tenant = requireTenant(request, tenantId)
      return signals.setRisk(tenant, identityKey, request.body, requirePerson(request))
    },
  )
}

function addIdentityRoutes(app: App, signals: Signals): void {
  app.get(
    `${identityPath}/signals`,
    {
      schema: { params: IdentityPath, response: { 200: ReceivedSignalList, default: Problem } },
      config: { right: 'signal.read' },
    },
    async (request) => {
      const { tenantId, identityKey } = request.params
      return { items: [...(await signals.signalsOf(requireTenant(request, tenantId), identityKey))] }
    },
  )
  app.post(
    `${identityPath}/credential-changes`,
    {
      schema: {
        params: IdentityPath,
        body: CredentialChange,
        response: { 200: SignalSent, default: Problem },
      },
      config: { right: 'signal.send', audit: 'identity.credential-change' },
    },
    async (request) => {
      const { tenantId, identityKey } = request.params
      const tenant = requireTenant(request, tenantId)
      return { streams: await signals.credentialChanged(tenant, identityKey, request.body) }
    },
  )
}
