import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { IdentityRecord } from './identity-record.ts'
import { type DecidedField, type InventoryTables, inventoryTables } from './tables.ts'

export type FoundIdentity = {
  readonly row: Selectable<InventoryTables['identity']>
  readonly record: IdentityRecord
}

const lifeMax = 500

/** By any key that it is, or was, known by. */
export async function findIdentity(tx: StateTransaction, key: string): Promise<FoundIdentity | undefined> {
  if (key.includes('\u0000')) return undefined
  const row = await inventoryTables(tx)
    .selectFrom('identity_member')
    .innerJoin('identity', (join) =>
      join
        .onRef('identity.tenant_id', '=', 'identity_member.tenant_id')
        .onRef('identity.identity_key', '=', 'identity_member.identity_key'),
    )
    .selectAll('identity')
    .where('member_key', '=', key)
    .executeTakeFirst()
  return row === undefined ? undefined : { row, record: JSON.parse(row.record) as IdentityRecord }
}

export async function writeDecided(
  tx: StateTransaction,
  tenantId: TenantId,
  memberKey: string,
  { field, value }: { readonly field: DecidedField; readonly value: string },
  { at, who }: { readonly at: Date; readonly who: string },
): Promise<void> {
  // A stage of no value follows what is known again; the others stay taken away.
  if (field === 'stage' && value === '') {
    await inventoryTables(tx)
      .deleteFrom('identity_decided')
      .where('member_key', '=', memberKey)
      .where('field', '=', field)
      .execute()
    return
  }
  const decided = { value: value.replaceAll('\u0000', '\ufffd'), at, who }
  await inventoryTables(tx)
    .insertInto('identity_decided')
    .values({ tenant_id: tenantId, member_key: memberKey, field, ...decided })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'member_key', 'field']).doUpdateSet(decided))
    .execute()
}

export async function recordSplit(
  tx: StateTransaction,
  tenantId: TenantId,
  { key, other, reason }: { readonly key: string; readonly other: string; readonly reason: string },
  { at, who }: { readonly at: Date; readonly who: string },
): Promise<void> {
  const [left, right] = key < other ? [key, other] : [other, key]
  await inventoryTables(tx)
    .insertInto('identity_split')
    .values({ tenant_id: tenantId, left_key: left, right_key: right, at, who, reason })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'left_key', 'right_key']).doNothing())
    .execute()
}

/** Newest first. */
export async function lifeOf(tx: StateTransaction, keys: readonly string[]) {
  const rows = await inventoryTables(tx)
    .selectFrom('identity_life')
    .select(['at', 'member_key', 'who', 'what'])
    .where(sql<boolean>`member_key = ANY (${[...keys]}::text[])`)
    .orderBy('at', 'desc')
    .orderBy('entry', 'desc')
    .limit(lifeMax)
    .execute()
  return rows.map(({ at, member_key, who, what }) => ({ at: at.toISOString(), key: member_key, who, what }))
}
