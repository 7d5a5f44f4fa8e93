import type { InventoryPage, InventoryRow } from '@countersign/api/inventory'
import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { encodePosition, type InventorySearch } from './inventory-query.ts'
import { type InventoryTables, inventoryTables } from './tables.ts'

const shownColumns = [
  'tenant_id',
  'identity_key',
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
  'credential_count',
  'oldest_credential_at',
] as const

type ShownRow = Pick<Selectable<InventoryTables['identity']>, (typeof shownColumns)[number]>

/** Used last first; one row more than the page is read: it says whether there is a next one. */
export async function inventoryPage(
  tx: StateTransaction,
  tenantId: TenantId,
  search: InventorySearch,
): Promise<InventoryPage> {
  const { after, limit } = search
  // Named again beside the wall: only then does an index give the order.
  let query = inventoryTables(tx)
    .selectFrom('identity')
    .select(shownColumns)
    .where('tenant_id', '=', tenantId)
  if (search.kind !== undefined) query = query.where('kind', '=', search.kind)
  if (search.provider !== undefined) query = query.where('provider', '=', search.provider)
  if (search.stage !== undefined) query = query.where('stage', '=', search.stage)
  if (search.owner !== undefined) query = query.where('has_owner', '=', search.owner === 'some')
  // `strpos`, not LIKE: what is typed is text and never a pattern.
  for (const word of search.words) query = query.where(sql<boolean>`strpos(search_text, ${word}) > 0`)
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(used_rank, identity_key) < (${after.usedRank}::bigint, ${after.identityKey})`,
    )
  const rows = await query
    .orderBy('used_rank', 'desc')
    .orderBy('identity_key', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return {
    items: shown.map(inventoryRow),
    ...(last === undefined
      ? {}
      : {
          nextCursor: encodePosition({ usedRank: Number(last.used_rank), identityKey: last.identity_key }),
        }),
  }
}

export function inventoryRow(row: ShownRow): InventoryRow {
  return {
    tenantId: row.tenant_id,
    identityKey: row.identity_key,
    kind: row.kind,
    provider: row.provider,
    displayName: row.display_name,
    stage: row.stage,
    hasOwner: row.has_owner,
    enabled: row.enabled,
    createdAt: instant(row.created_at),
    firstUsedAt: instant(row.first_used_at),
    lastUsedAt: instant(row.last_used_at),
    credentials: row.credential_count,
    oldestCredentialAt: instant(row.oldest_credential_at),
  }
}

const instant = (at: Date | null) => at?.toISOString() ?? null
