import type { Right } from '@countersign/api/person'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type PeopleTables, tables } from './tables.ts'

export type StoredApiKey = {
  readonly tenantId: TenantId
  readonly keyId: string
  readonly name: string
  /** `csk_<prefix>`: tells keys apart, opens nothing. */
  readonly keyPrefix: string
  readonly rights: readonly Right[]
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
}

export async function insertApiKey(tx: StateTransaction, key: StoredApiKey, hash: Buffer): Promise<void> {
  await tables(tx)
    .insertInto('api_key')
    .values({
      tenant_id: key.tenantId,
      key_id: key.keyId,
      name: key.name,
      key_prefix: key.keyPrefix,
      rights: [...key.rights],
      created_by: key.createdBy,
      created_at: key.createdAt,
      expires_at: key.expiresAt,
      revoked_at: null,
      last_used_at: null,
    })
    .execute()
  await tables(tx)
    .insertInto('api_key_door')
    .values({ key_hash: hash, tenant_id: key.tenantId, key_id: key.keyId })
    .execute()
}

/** Of the tenant of the transaction, the newest first. */
export async function apiKeysInSight(tx: StateTransaction): Promise<readonly StoredApiKey[]> {
  const rows = await tables(tx).selectFrom('api_key').selectAll().orderBy('created_at', 'desc').execute()
  return rows.map(apiKeyOf)
}

export async function findApiKey(tx: StateTransaction, keyId: string): Promise<StoredApiKey | undefined> {
  const row = await tables(tx)
    .selectFrom('api_key')
    .selectAll()
    .where('key_id', '=', keyId)
    .executeTakeFirst()
  return row === undefined ? undefined : apiKeyOf(row)
}

/** The only look-up before a tenant is known. */
export async function openDoor(
  tx: StateTransaction,
  hash: Buffer,
): Promise<{ readonly tenantId: TenantId; readonly keyId: string } | undefined> {
  const row = await tables(tx)
    .selectFrom('api_key_door')
    .selectAll()
    .where('key_hash', '=', hash)
    .executeTakeFirst()
  return row === undefined ? undefined : { tenantId: row.tenant_id, keyId: row.key_id }
}

/** False when there is no such key in use. */
export async function revokeApiKey(tx: StateTransaction, keyId: string, now: Date): Promise<boolean> {
  const revoked = await tables(tx)
    .updateTable('api_key')
    .set({ revoked_at: now })
    .where('key_id', '=', keyId)
    .where('revoked_at', 'is', null)
    .returning('key_id')
    .executeTakeFirst()
  return revoked !== undefined
}

export async function markApiKeyUsed(tx: StateTransaction, keyId: string, now: Date): Promise<void> {
  await tables(tx).updateTable('api_key').set({ last_used_at: now }).where('key_id', '=', keyId).execute()
}

function apiKeyOf(row: PeopleTables['api_key']): StoredApiKey {
  return {
    tenantId: row.tenant_id,
    keyId: row.key_id,
    name: row.name,
    keyPrefix: row.key_prefix,
    rights: row.rights,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  }
}
