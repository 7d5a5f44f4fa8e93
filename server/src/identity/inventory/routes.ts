import { Problem } from '@countersign/api/common'
import {
  IdentityLife,
  IdentityPatch,
  IdentityRecord,
  IdentitySplit,
  InventoryPage,
} from '@countersign/api/inventory'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { requirePerson, requireTenant } from '../../platform/auth/access.ts'
import type { App } from '../../platform/http/app.ts'
import { answerEtag, ifMatchNumber } from '../../platform/http/etag.ts'
import { InventoryQuery } from './inventory-query.ts'
import type { ChangeBy, Inventory, Versioned } from './service.ts'

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
/** An identity key holds slashes and colons: it is one percent-encoded segment. */
const IdentityPath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  identityKey: Type.String({ minLength: 1, maxLength: 500 }),
})

const path = '/api/tenants/:tenantId/identities'

/** Who there is, who answers for it, and what people say of it. */
export function addInventoryRoutes(app: App, inventory: Inventory): void {
  addReadRoutes(app, inventory)
  addChangeRoutes(app, inventory)
}

function addReadRoutes(app: App, inventory: Inventory): void {
  app.get(
    path,
    {
      schema: {
        params: TenantPath,
        querystring: InventoryQuery,
        response: { 200: InventoryPage, default: Problem },
      },
      config: { right: 'event.read' },
    },
    async (request) => inventory.list(requireTenant(request, request.params.tenantId), request.query),
  )
  app.get(
    `${path}/:identityKey/record`,
    {
      schema: { params: IdentityPath, response: { 200: IdentityRecord, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      return tagged(reply, await inventory.read(tenantId, request.params.identityKey))
    },
  )
  app.get(
    `${path}/:identityKey/life`,
    {
      schema: { params: IdentityPath, response: { 200: IdentityLife, default: Problem } },
      config: { right: 'event.read' },
    },
    async (request) =>
      inventory.life(requireTenant(request, request.params.tenantId), request.params.identityKey),
  )
}

function addChangeRoutes(app: App, inventory: Inventory): void {
  app.patch(
    `${path}/:identityKey/record`,
    {
      schema: {
        params: IdentityPath,
        body: IdentityPatch,
        response: { 200: IdentityRecord, default: Problem },
      },
      config: { right: 'identity.write', audit: 'identity.change', ifMatch: true },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { identityKey } = request.params
      return tagged(reply, await inventory.change(tenantId, identityKey, request.body, changeBy(request)))
    },
  )
  app.post(
    `${path}/:identityKey/split`,
    {
      schema: {
        params: IdentityPath,
        body: IdentitySplit,
        response: { 200: IdentityRecord, default: Problem },
      },
      config: { right: 'identity.write', audit: 'identity.split', ifMatch: true },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      const { identityKey } = request.params
      return tagged(reply, await inventory.split(tenantId, identityKey, request.body, changeBy(request)))
    },
  )
}

function changeBy(request: FastifyRequest): ChangeBy {
  return { who: requirePerson(request).name, ifVersion: ifMatchNumber(request) }
}

function tagged<T>(reply: FastifyReply, { value, version }: Versioned<T>): T {
  answerEtag(reply, version)
  return value
}
