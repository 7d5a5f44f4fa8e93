import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import { type SignalTables, signalTables } from './tables.ts'

export type ReceivedRow = Selectable<SignalTables['signal_received']>
export type NewReceived = Omit<ReceivedRow, 'stored_at'>

/** `new`, `same` as one that came before, or `other`: the jti was used for something else. */
export async function insertReceived(
  tx: StateTransaction,
  row: NewReceived,
): Promise<'new' | 'same' | 'other'> {
  const inserted = await signalTables(tx)
    .insertInto('signal_received')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('jti')
    .executeTakeFirst()
  if (inserted !== undefined) return 'new'
  const known = await signalTables(tx)
    .selectFrom('signal_received')
    .select('content_hash')
    .where('source_id', '=', row.source_id)
    .where('jti', '=', row.jti)
    .executeTakeFirst()
  return known?.content_hash.equals(row.content_hash) === true ? 'same' : 'other'
}

export async function notStored(tx: StateTransaction, limit: number): Promise<readonly ReceivedRow[]> {
  return signalTables(tx)
    .selectFrom('signal_received')
    .selectAll()
    .where('stored_at', 'is', null)
    .orderBy('received_at')
    .limit(limit)
    .execute()
}

export async function markStored(
  tx: StateTransaction,
  { source_id, jti }: Pick<ReceivedRow, 'source_id' | 'jti'>,
  at: Date,
): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_received')
    .set({ stored_at: at })
    .where('source_id', '=', source_id)
    .where('jti', '=', jti)
    .execute()
}

/** Newest first. */
export async function receivedOf(
  tx: StateTransaction,
  identityKey: string,
  limit: number,
): Promise<readonly ReceivedRow[]> {
  return signalTables(tx)
    .selectFrom('signal_received')
    .selectAll()
    .where(sql<boolean>`identity_keys @> ARRAY[${identityKey}::text]`)
    .orderBy('event_at', 'desc')
    .orderBy('jti')
    .limit(limit)
    .execute()
}

/** Those that the lake has, too. */
export async function deleteReceived(tx: StateTransaction, before: Date): Promise<void> {
  await signalTables(tx)
    .deleteFrom('signal_received')
    .where('received_at', '<=', before)
    .where('stored_at', 'is not', null)
    .execute()
}
