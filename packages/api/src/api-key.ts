import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'
import { Right } from './person.ts'

/** GET /api/tenants/:tenantId/api-keys, the newest first. */
export const ApiKey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** First characters of the key, to tell keys apart. */
  prefix: Type.String(),
  rights: Type.Array(Right),
  createdBy: Type.String(),
  createdAt: Instant,
  expiresAt: Instant,
  revokedAt: Type.Union([Instant, Type.Null()]),
  /** Within a minute. */
  lastUsedAt: Type.Union([Instant, Type.Null()]),
})
export type ApiKey = Static<typeof ApiKey>
export const ApiKeyList = Type.Object({ items: Type.Array(ApiKey) })

/** POST /api/tenants/:tenantId/api-keys */
export const NewApiKey = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 80 }),
  rights: Type.Array(Right, { minItems: 1, uniqueItems: true }),
  expiresInDays: Type.Integer({ minimum: 1, maximum: 3650 }),
})

/** The answer to POST: the only time the key is shown. */
export const CreatedApiKey = Type.Object({ apiKey: ApiKey, key: Type.String() })
