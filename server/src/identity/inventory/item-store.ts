import type { InventoryItem } from '@countersign/authority/inventory/inventory-item'
import { aliasText } from '@countersign/authority/inventory/join-identities'
import { sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { StoredItem } from './identity-record.ts'
import { inventoryTables } from './tables.ts'

/** What telemetry showed, beside the configurations. */
export const lakeSource = 'lake'

const insertRows = 1_000
const aliasesMax = 50
const aliasMaxChars = 500

/** One writer at a time per tenant: joining reads what it then changes. Held until the transaction ends. */
export async function lockInventory(tx: StateTransaction, tenantId: TenantId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`inventory ${tenantId}`}, 0))`.execute(tx)
}

/** A key with a NUL cannot be kept: PostgreSQL text holds none, and no provider gives one. */
export const isStorableKey = (key: string) => key !== '' && !key.includes('\u0000') && key.length <= 500

/** Takes the place of what the source said of these keys before. */
export async function writeItems(
  tx: StateTransaction,
  tenantId: TenantId,
  source: string,
  items: readonly StoredItem['item'][],
): Promise<void> {
  const unique = [...new Map(items.filter(({ key }) => isStorableKey(key)).map((item) => [item.key, item]))]
  for (let at = 0; at < unique.length; at += insertRows) {
    const part = unique.slice(at, at + insertRows).map(([, item]) => item)
    await inventoryTables(tx)
      .insertInto('identity_item')
      .values(part.map((item) => itemRow(tenantId, source, item)))
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'member_key', 'source']).doUpdateSet((eb) => ({
          item: eb.ref('excluded.item'),
          present: eb.ref('excluded.present'),
        })),
      )
      .execute()
    await writeAliases(tx, tenantId, source, part)
  }
}

function itemRow(tenantId: TenantId, source: string, item: InventoryItem) {
  return {
    tenant_id: tenantId,
    member_key: item.key,
    source,
    item: JSON.stringify(item),
    present: true,
  }
}

async function writeAliases(
  tx: StateTransaction,
  tenantId: TenantId,
  source: string,
  items: readonly InventoryItem[],
): Promise<void> {
  await inventoryTables(tx)
    .deleteFrom('identity_alias')
    .where(sql<boolean>`member_key = ANY (${items.map(({ key }) => key)}::text[])`)
    .where('source', '=', source)
    .execute()
  const rows = items.flatMap((item) =>
    aliasesOf(item).map((alias) => ({ tenant_id: tenantId, alias, member_key: item.key, source })),
  )
  for (let at = 0; at < rows.length; at += insertRows)
    await inventoryTables(tx)
      .insertInto('identity_alias')
      .values(rows.slice(at, at + insertRows))
      .execute()
}

/** A name longer than an index takes is no name that another source repeats. */
function aliasesOf({ alsoKnownAs }: InventoryItem): readonly string[] {
  const texts = alsoKnownAs.map(aliasText)
  const kept = texts.filter((text) => !text.includes('\u0000') && text.length <= aliasMaxChars)
  return [...new Set(kept)].slice(0, aliasesMax)
}

/** Keys that a source named before and names no more: they stay, and are marked. */
export async function markAbsent(
  tx: StateTransaction,
  source: string,
  present: readonly string[],
): Promise<readonly string[]> {
  const rows = await inventoryTables(tx)
    .updateTable('identity_item')
    .set({ present: false })
    .where('source', '=', source)
    .where('present', '=', true)
    .where(sql<boolean>`NOT (member_key = ANY (${[...present]}::text[]))`)
    .returning('member_key')
    .execute()
  return rows.map(({ member_key }) => member_key)
}

/** What one source said of keys, by key. */
export async function itemsFrom(
  tx: StateTransaction,
  source: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, StoredItem['item']>> {
  const rows = await inventoryTables(tx)
    .selectFrom('identity_item')
    .select(['member_key', 'item'])
    .where('source', '=', source)
    .where(sql<boolean>`member_key = ANY (${[...keys]}::text[])`)
    .execute()
  return new Map(rows.map(({ member_key, item }) => [member_key, JSON.parse(item) as StoredItem['item']]))
}

/** Which of these keys belong to no identity yet. */
export async function unknownKeys(tx: StateTransaction, keys: readonly string[]): Promise<readonly string[]> {
  const rows = await inventoryTables(tx)
    .selectFrom('identity_member')
    .select('member_key')
    .where(sql<boolean>`member_key = ANY (${[...keys]}::text[])`)
    .execute()
  const known = new Set(rows.map(({ member_key }) => member_key))
  return keys.filter((key) => !known.has(key))
}

export type LifeEntry = { readonly memberKey: string; readonly what: string }

export async function addLife(
  tx: StateTransaction,
  tenantId: TenantId,
  entries: readonly LifeEntry[],
  by: { readonly at: Date; readonly who: string },
): Promise<void> {
  for (let at = 0; at < entries.length; at += insertRows)
    await inventoryTables(tx)
      .insertInto('identity_life')
      .values(
        entries.slice(at, at + insertRows).map(({ memberKey, what }) => ({
          tenant_id: tenantId,
          member_key: memberKey,
          at: by.at,
          who: by.who,
          what: what.replaceAll('\u0000', '\ufffd'),
        })),
      )
      .execute()
}
