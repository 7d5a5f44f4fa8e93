import { type ApiKey, ApiKeyList, CreatedApiKey, NewApiKey } from '@countersign/api/api-key'
import { Problem } from '@countersign/api/common'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { requirePerson, requireTenant } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import type { StoredApiKey } from './api-key-store.ts'
import type { RouteParts } from './open-session.ts'

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const KeyPath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  keyId: Type.String({ maxLength: 63 }),
})

/** Keys that programs use the API with, in one tenant. */
export function addApiKeyRoutes(app: App, { people: { apiKeys } }: RouteParts): void {
  const path = '/api/tenants/:tenantId/api-keys'
  app.get(
    path,
    {
      schema: { params: TenantPath, response: { 200: ApiKeyList, default: Problem } },
      config: { right: 'api-key.read' },
    },
    async (request) => {
      const keys = await apiKeys.list(requireTenant(request, request.params.tenantId))
      return { items: keys.map(shownKey) }
    },
  )
  app.post(
    path,
    {
      schema: { params: TenantPath, body: NewApiKey, response: { 201: CreatedApiKey, default: Problem } },
      config: { right: 'api-key.write', audit: 'api-key.create' },
    },
    async (request, reply) => {
      const tenantId = requireTenant(request, request.params.tenantId)
      noteAudit({ after: request.body })
      const { stored, key } = await apiKeys.create(tenantId, request.body, requirePerson(request))
      return reply.code(201).send({ apiKey: shownKey(stored), key })
    },
  )
  app.delete(
    `${path}/:keyId`,
    {
      schema: { params: KeyPath, response: { 204: Type.Null(), default: Problem } },
      config: { right: 'api-key.write', audit: 'api-key.revoke' },
    },
    async (request, reply) => {
      await apiKeys.revoke(requireTenant(request, request.params.tenantId), request.params.keyId)
      return reply.code(204).send(null)
    },
  )
}

function shownKey(key: StoredApiKey): ApiKey {
  return {
    id: key.keyId,
    name: key.name,
    prefix: key.keyPrefix,
    rights: [...key.rights],
    createdBy: key.createdBy,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt.toISOString(),
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  }
}
