import type { Selectable } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import { type SignalTables, signalTables } from './tables.ts'

export type SourceRow = Selectable<SignalTables['signal_source']>
export type NewSource = Omit<SourceRow, 'last_received_at' | 'last_error' | 'last_error_at'>
export type SourceChange = Omit<NewSource, 'tenant_id' | 'source_id' | 'push_token_hash' | 'created_at'>

export async function listSources(tx: StateTransaction): Promise<readonly SourceRow[]> {
  return signalTables(tx).selectFrom('signal_source').selectAll().orderBy('name').execute()
}

export async function findSource(tx: StateTransaction, sourceId: string): Promise<SourceRow | undefined> {
  return signalTables(tx)
    .selectFrom('signal_source')
    .selectAll()
    .where('source_id', '=', sourceId)
    .executeTakeFirst()
}

/** False when another source has the name. */
export async function insertSource(tx: StateTransaction, source: NewSource): Promise<boolean> {
  const inserted = await signalTables(tx)
    .insertInto('signal_source')
    .values(source)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doNothing())
    .returning('source_id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function updateSource(
  tx: StateTransaction,
  sourceId: string,
  change: SourceChange,
): Promise<void> {
  await signalTables(tx).updateTable('signal_source').set(change).where('source_id', '=', sourceId).execute()
}

/** What it sent stays. False when there is none. */
export async function deleteSource(tx: StateTransaction, sourceId: string): Promise<boolean> {
  const gone = await signalTables(tx)
    .deleteFrom('signal_source')
    .where('source_id', '=', sourceId)
    .returning('source_id')
    .executeTakeFirst()
  return gone !== undefined
}

export async function noteReceived(tx: StateTransaction, sourceId: string, at: Date): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_source')
    .set({ last_received_at: at })
    .where('source_id', '=', sourceId)
    .execute()
}

export async function noteSourceError(
  tx: StateTransaction,
  sourceId: string,
  error: string,
  at: Date,
): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_source')
    .set({ last_error: error.slice(0, 500), last_error_at: at })
    .where('source_id', '=', sourceId)
    .execute()
}
