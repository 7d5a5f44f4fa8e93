import type { InventoryItem } from '@countersign/authority/inventory/inventory-item'
import { sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type IdentityRecord, identityRecords, type StoredItem } from './identity-record.ts'
import { type InventoryTables, inventoryTables } from './tables.ts'

/** Keys that are worked out together. */
export const refreshChunkKeys = 2_000
/** Steps from a key to those that share a name with it, with those, and so on. */
const stepsMax = 8
const insertRows = 500

export type RefreshOptions = {
  readonly nowMs: number
  readonly isMandated: (keys: readonly string[]) => boolean
}

/** Works out the identities of these keys again, and of all that they are joined with or were. */
export async function refreshIdentities(
  tx: StateTransaction,
  tenantId: TenantId,
  memberKeys: readonly string[],
  options: RefreshOptions,
): Promise<void> {
  const unique = [...new Set(memberKeys)]
  if (unique.length === 0) return
  // PostgreSQL has no statistics of rows that this transaction wrote: it would read whole tables for each key.
  await sql`SET LOCAL enable_seqscan = off`.execute(tx)
  for (let at = 0; at < unique.length; at += refreshChunkKeys)
    await refreshChunk(tx, tenantId, unique.slice(at, at + refreshChunkKeys), options)
}

async function refreshChunk(
  tx: StateTransaction,
  tenantId: TenantId,
  memberKeys: readonly string[],
  { nowMs, isMandated }: RefreshOptions,
): Promise<void> {
  const keys = await joinedKeys(tx, memberKeys)
  const records = identityRecords({
    items: await itemsOf(tx, keys),
    splits: await splitsOf(tx, keys),
    decided: await decidedOf(tx, keys),
    nowMs,
    isMandated,
  })
  await dropIdentities(tx, keys, records)
  for (let at = 0; at < records.length; at += insertRows)
    await writeRecords(tx, tenantId, records.slice(at, at + insertRows), new Date(nowMs))
}

/** The keys themselves, those of the identities they belong to, and those that share a name: until there are no more. */
async function joinedKeys(tx: StateTransaction, memberKeys: readonly string[]): Promise<readonly string[]> {
  const known = new Set(memberKeys)
  let fresh = [...memberKeys]
  for (let step = 0; step < stepsMax && fresh.length > 0; step++) {
    const { rows } = await sql<{ key: string }>`
      SELECT m2.member_key AS key FROM identity_member m1
        JOIN identity_member m2 ON m2.tenant_id = m1.tenant_id AND m2.identity_key = m1.identity_key
        WHERE m1.member_key = ANY (${fresh}::text[])
      UNION
      SELECT other.member_key FROM identity_alias own
        JOIN identity_alias other ON other.tenant_id = own.tenant_id AND other.alias = own.alias
        WHERE own.member_key = ANY (${fresh}::text[])`.execute(tx)
    fresh = rows.map(({ key }) => key).filter((key) => !known.has(key))
    for (const key of fresh) known.add(key)
  }
  return [...known]
}

async function itemsOf(tx: StateTransaction, keys: readonly string[]): Promise<readonly StoredItem[]> {
  const rows = await inventoryTables(tx)
    .selectFrom('identity_item')
    .select(['source', 'item', 'present'])
    .where(sql<boolean>`member_key = ANY (${[...keys]}::text[])`)
    .execute()
  return rows.map(({ source, item, present }) => ({
    source,
    item: JSON.parse(item) as InventoryItem,
    present,
  }))
}

async function splitsOf(tx: StateTransaction, keys: readonly string[]) {
  const rows = await inventoryTables(tx)
    .selectFrom('identity_split')
    .select(['left_key', 'right_key'])
    .where(sql<boolean>`left_key = ANY (${[...keys]}::text[])`)
    .execute()
  return rows.map(({ left_key, right_key }) => ({ left: left_key, right: right_key }))
}

async function decidedOf(tx: StateTransaction, keys: readonly string[]) {
  const rows = await inventoryTables(tx)
    .selectFrom('identity_decided')
    .select(['member_key', 'field', 'value', 'at', 'who'])
    .where(sql<boolean>`member_key = ANY (${[...keys]}::text[])`)
    .execute()
  return rows.map(({ member_key, field, value, at, who }) => ({
    memberKey: member_key,
    field,
    value,
    atMs: at.getTime(),
    who,
  }))
}

/** An identity that went up in another one has no row of its own; its key still leads to it. */
async function dropIdentities(
  tx: StateTransaction,
  keys: readonly string[],
  records: readonly IdentityRecord[],
): Promise<void> {
  const kept = new Set(records.map(({ key }) => key))
  const gone = keys.filter((key) => !kept.has(key))
  if (gone.length === 0) return
  await inventoryTables(tx)
    .deleteFrom('identity')
    .where(sql<boolean>`identity_key = ANY (${gone}::text[])`)
    .execute()
}

async function writeRecords(
  tx: StateTransaction,
  tenantId: TenantId,
  records: readonly IdentityRecord[],
  at: Date,
): Promise<void> {
  if (records.length === 0) return
  await inventoryTables(tx)
    .insertInto('identity')
    .values(records.map((record) => identityRow(tenantId, record, at)))
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'identity_key']).doUpdateSet((eb) => ({
        ...Object.fromEntries(derivedColumns.map((column) => [column, eb.ref(`excluded.${column}`)])),
        version: sql<number>`identity.version + CASE WHEN identity.record = excluded.record THEN 0 ELSE 1 END`,
      })),
    )
    .execute()
  const members = records.flatMap(({ key, keys }) =>
    keys.map((member) => ({ tenant_id: tenantId, member_key: member, identity_key: key })),
  )
  await inventoryTables(tx)
    .insertInto('identity_member')
    .values(members)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'member_key'])
        .doUpdateSet((eb) => ({ identity_key: eb.ref('excluded.identity_key') })),
    )
    .execute()
}

const derivedColumns = [
  'kind',
  'provider',
  'display_name',
  'stage',
  'has_owner',
  'enabled',
  'created_at',
  'first_used_at',
  'last_used_at',
  'used_rank',
  'oldest_credential_at',
  'credential_count',
  'search_text',
  'record',
  'updated_at',
] as const satisfies readonly (keyof InventoryTables['identity'])[]

const searchTextMaxChars = 2_000

/** PostgreSQL text holds no NUL; in `record` JSON writes it as an escape. */
const storable = (text: string) => text.replaceAll('\u0000', '\ufffd')
const dateOf = (text: string | undefined) => {
  const ms = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isFinite(ms) ? new Date(ms) : null
}

export function identityRow(tenantId: TenantId, record: IdentityRecord, at: Date) {
  const lastUsedAt = dateOf(record.lastUsedAt)
  const oldest = record.credentials
    .flatMap(({ createdAt, active }) => (active === false ? [] : (createdAt ?? [])))
    .toSorted()
    .at(0)
  const names = [
    record.displayName,
    ...record.keys,
    ...record.alsoKnownAs.map(({ value }) => value),
    ...record.accountable.map(({ key }) => key),
  ]
  return {
    tenant_id: tenantId,
    identity_key: record.key,
    kind: record.kind,
    provider: storable(record.provider),
    display_name: storable(record.displayName),
    stage: record.stage,
    has_owner: record.accountable.some(({ confidence }) => confidence !== 'weak'),
    enabled: record.enabled ?? null,
    created_at: dateOf(record.createdAt),
    first_used_at: dateOf(record.firstUsedAt),
    last_used_at: lastUsedAt,
    used_rank: lastUsedAt?.getTime() ?? 0,
    oldest_credential_at: dateOf(oldest),
    credential_count: record.credentials.length,
    search_text: storable([...new Set(names)].join(' ').toLowerCase().slice(0, searchTextMaxChars)),
    record: JSON.stringify(record),
    version: 1,
    updated_at: at,
  }
}
