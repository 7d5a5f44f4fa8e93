import { randomBytes } from 'node:crypto'
import type { Right } from '@countersign/api/person'
import type { Caller, Person } from '../platform/auth/person.ts'
import { isRightForKeys } from '../platform/auth/rights.ts'
import { hashOfSecret, newSecret } from '../platform/auth/secret.ts'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import {
  apiKeysInSight,
  findApiKey,
  insertApiKey,
  markApiKeyUsed,
  openDoor,
  revokeApiKey,
  type StoredApiKey,
} from './api-key-store.ts'
import { type PeopleParts, rightNow, secondsLater } from './parts.ts'

const pattern = /^csk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/
const markEverySeconds = 60
const daySeconds = 24 * 60 * 60

export type NewKey = {
  readonly name: string
  readonly rights: readonly Right[]
  readonly expiresInDays: number
}

export type ApiKeys = {
  readonly list: (tenantId: TenantId) => Promise<readonly StoredApiKey[]>
  /**
   * The key is in this answer and nowhere else. Errors: FORBIDDEN for a right that keys cannot have or the person has not,
   * REQUEST_INVALID beyond apiKeyTtlMaxDays, CONFLICT beyond apiKeysMax.
   */
  readonly create: (
    tenantId: TenantId,
    wanted: NewKey,
    by: Person,
  ) => Promise<{ readonly stored: StoredApiKey; readonly key: string }>
  /** Takes effect at once. Errors: NOT_FOUND. */
  readonly revoke: (tenantId: TenantId, keyId: string) => Promise<void>
  /** Errors: API_KEY_WRONG, API_KEY_ENDED. */
  readonly resolve: (key: string) => Promise<Caller>
}

export function openApiKeys(parts: PeopleParts): ApiKeys {
  const { state } = parts
  return {
    list: (tenantId) => state.forTenant(tenantId, apiKeysInSight),
    create: (tenantId, wanted, by) => create(parts, tenantId, wanted, by),
    revoke: async (tenantId, keyId) => {
      const revoked = await state.forTenant(tenantId, (tx) => revokeApiKey(tx, keyId, rightNow(parts)))
      if (!revoked) throw new CountersignError('NOT_FOUND', `no key ${keyId.slice(0, 63)} is in use here`)
    },
    resolve: (key) => resolve(parts, key),
  }
}

async function create(
  parts: PeopleParts,
  tenantId: TenantId,
  { name, rights, expiresInDays }: NewKey,
  by: Person,
): Promise<{ readonly stored: StoredApiKey; readonly key: string }> {
  const { state, limits } = parts
  const refused = rights.find((right) => !isRightForKeys(right) || !by.rights.has(right))
  if (refused !== undefined)
    throw new CountersignError('FORBIDDEN', `a key made by you cannot have the right ${refused}`)
  if (expiresInDays > limits.apiKeyTtlMaxDays)
    throw new CountersignError('REQUEST_INVALID', `expiresInDays: at most ${limits.apiKeyTtlMaxDays}`)
  const keyPrefix = `csk_${randomBytes(4).toString('hex')}`
  const key = `${keyPrefix}_${newSecret()}`
  const stored: StoredApiKey = {
    tenantId,
    keyId: `key-${randomBytes(8).toString('hex')}`,
    name,
    keyPrefix,
    rights: [...new Set(rights)],
    createdBy: by.name,
    createdAt: rightNow(parts),
    expiresAt: secondsLater(parts, expiresInDays * daySeconds),
    revokedAt: null,
    lastUsedAt: null,
  }
  await state.forTenant(tenantId, async (tx) => {
    const inUse = (await apiKeysInSight(tx)).filter((one) => !hasEnded(one, stored.createdAt))
    if (inUse.length >= limits.apiKeysMax)
      throw new CountersignError('CONFLICT', `${tenantId} has ${inUse.length} keys, which is the limit`)
    await insertApiKey(tx, stored, hashOfSecret(key))
  })
  return { stored, key }
}

/** Asked for on each request and kept nowhere, so that a key that is revoked opens nothing from then on. */
async function resolve(parts: PeopleParts, key: string): Promise<Caller> {
  const { state, tenancy } = parts
  const door = pattern.test(key) ? await state.asOperator((tx) => openDoor(tx, hashOfSecret(key))) : undefined
  if (door === undefined || !(await tenancy.tenantIds()).includes(door.tenantId))
    throw new CountersignError('API_KEY_WRONG', '')
  const { tenantId, keyId } = door
  const found = await state.forTenant(tenantId, (tx) => used(parts, keyId, tx))
  return {
    kind: 'api-key',
    person: {
      personId: keyId,
      name: found.name,
      role: 'api-key',
      rights: new Set(found.rights.filter(isRightForKeys)),
      tenantIds: [tenantId],
    },
  }
}

async function used(parts: PeopleParts, keyId: string, tx: StateTransaction): Promise<StoredApiKey> {
  const found = await findApiKey(tx, keyId)
  if (found === undefined || hasEnded(found, rightNow(parts)))
    throw new CountersignError('API_KEY_ENDED', found?.keyPrefix ?? '')
  if (found.lastUsedAt === null || found.lastUsedAt < secondsLater(parts, -markEverySeconds))
    await markApiKeyUsed(tx, keyId, rightNow(parts))
  return found
}

function hasEnded({ revokedAt, expiresAt }: StoredApiKey, now: Date): boolean {
  return revokedAt !== null || expiresAt <= now
}
