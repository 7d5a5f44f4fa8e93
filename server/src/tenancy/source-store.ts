import type { StateTransaction } from '../platform/state/state.ts'
import type { SourceId, TenantId } from '../platform/tenancy/tenant-id.ts'

type SourceTables = {
  source: {
    tenant_id: TenantId
    source_id: SourceId
    name: string
    format: string
    key_prefix: string
    created_at: Date
    revoked_at: Date | null
  }
  source_key: { key_hash: Buffer; tenant_id: TenantId; source_id: SourceId; revoked_at: Date | null }
}

export type StoredSource = {
  readonly tenantId: TenantId
  readonly sourceId: SourceId
  readonly name: string
  readonly format: string
  readonly keyPrefix: string
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

export type StoredKey = {
  readonly tenantId: TenantId
  readonly sourceId: SourceId
  readonly revokedAt: Date | null
}

const tables = (tx: StateTransaction) => tx.withTables<SourceTables>()

/** False when the tenant has a source in use under this name. */
export async function insertSource(
  tx: StateTransaction,
  source: StoredSource,
  keyHash: Buffer,
): Promise<boolean> {
  const inserted = await tables(tx)
    .insertInto('source')
    .values({
      tenant_id: source.tenantId,
      source_id: source.sourceId,
      name: source.name,
      format: source.format,
      key_prefix: source.keyPrefix,
      created_at: source.createdAt,
      revoked_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('source_id')
    .executeTakeFirst()
  if (inserted === undefined) return false
  await tables(tx)
    .insertInto('source_key')
    .values({ key_hash: keyHash, tenant_id: source.tenantId, source_id: source.sourceId, revoked_at: null })
    .execute()
  return true
}

/** Of the tenants of the transaction. */
export async function sourcesInSight(tx: StateTransaction): Promise<readonly StoredSource[]> {
  const rows = await tables(tx)
    .selectFrom('source')
    .selectAll()
    .orderBy('tenant_id')
    .orderBy('revoked_at', (order) => order.asc().nullsFirst())
    .orderBy('name')
    .execute()
  return rows.map(sourceOf)
}

export async function findSource(
  tx: StateTransaction,
  sourceId: SourceId,
): Promise<StoredSource | undefined> {
  const row = await tables(tx)
    .selectFrom('source')
    .selectAll()
    .where('source_id', '=', sourceId)
    .executeTakeFirst()
  return row === undefined ? undefined : sourceOf(row)
}

/** The only look-up before a tenant is known. */
export async function findKey(tx: StateTransaction, keyHash: Buffer): Promise<StoredKey | undefined> {
  const row = await tables(tx)
    .selectFrom('source_key')
    .selectAll()
    .where('key_hash', '=', keyHash)
    .executeTakeFirst()
  return row === undefined
    ? undefined
    : { tenantId: row.tenant_id, sourceId: row.source_id, revokedAt: row.revoked_at }
}

/** False when there is no such source in use. */
export async function revokeSource(tx: StateTransaction, sourceId: SourceId, now: Date): Promise<boolean> {
  const revoked = await tables(tx)
    .updateTable('source')
    .set({ revoked_at: now })
    .where('source_id', '=', sourceId)
    .where('revoked_at', 'is', null)
    .returning(['tenant_id', 'source_id'])
    .executeTakeFirst()
  if (revoked === undefined) return false
  await tables(tx)
    .updateTable('source_key')
    .set({ revoked_at: now })
    .where('tenant_id', '=', revoked.tenant_id)
    .where('source_id', '=', revoked.source_id)
    .execute()
  return true
}

function sourceOf(row: SourceTables['source']): StoredSource {
  return {
    tenantId: row.tenant_id,
    sourceId: row.source_id,
    name: row.name,
    format: row.format,
    keyPrefix: row.key_prefix,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  }
}
