import { sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { IdentityRecord } from './identity-record.ts'
import { inventoryTables } from './tables.ts'

/** When what is known of an identity was last worked out. */
export type IdentityMark = { readonly identityKey: string; readonly kind: string; readonly updatedAt: Date }

/** Every identity in the order of its key, for passes over all of them. */
export async function identityMarks(
  tx: StateTransaction,
  after: string,
  limit: number,
): Promise<readonly IdentityMark[]> {
  const rows = await inventoryTables(tx)
    .selectFrom('identity')
    .select(['identity_key', 'kind', 'updated_at'])
    .where('identity_key', '>', after)
    .orderBy('identity_key')
    .limit(limit)
    .execute()
  return rows.map(({ identity_key, kind, updated_at }) => ({
    identityKey: identity_key,
    kind,
    updatedAt: updated_at,
  }))
}

/** The joined records under these keys, each the first key of its identity. */
export async function identityRecordsOf(
  tx: StateTransaction,
  identityKeys: readonly string[],
): Promise<readonly IdentityRecord[]> {
  const rows = await inventoryTables(tx)
    .selectFrom('identity')
    .select('record')
    .where(sql<boolean>`identity_key = ANY (${[...identityKeys]}::text[])`)
    .orderBy('identity_key')
    .execute()
  return rows.map(({ record }) => JSON.parse(record) as IdentityRecord)
}

/** When what is known of the identity was last worked out; undefined for one that is not known. */
export async function identityChangedAt(
  tx: StateTransaction,
  identityKey: string,
): Promise<Date | undefined> {
  const row = await inventoryTables(tx)
    .selectFrom('identity')
    .select('updated_at')
    .where('identity_key', '=', identityKey)
    .executeTakeFirst()
  return row?.updated_at
}
