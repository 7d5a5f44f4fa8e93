import type { Selectable } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import { type EvidenceTables, evidenceTables } from './tables.ts'

export type StoredLog = Selectable<EvidenceTables['evidence_log']>

/** Oldest first. */
export function findLogs(tx: StateTransaction): Promise<readonly StoredLog[]> {
  return evidenceTables(tx).selectFrom('evidence_log').selectAll().orderBy('epoch').execute()
}

/** False: another one began this epoch in the same moment. */
export async function writeLog(tx: StateTransaction, log: StoredLog): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await evidenceTables(tx)
    .insertInto('evidence_log')
    .values(log)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function endLog(tx: StateTransaction, epoch: number, at: Date): Promise<void> {
  await evidenceTables(tx)
    .updateTable('evidence_log')
    .set({ ended_at: at })
    .where('epoch', '=', epoch)
    .where('ended_at', 'is', null)
    .execute()
}

export async function keepCheckpoint(tx: StateTransaction, epoch: number, checkpoint: string): Promise<void> {
  await evidenceTables(tx)
    .updateTable('evidence_log')
    .set({ checkpoint })
    .where('epoch', '=', epoch)
    .where((row) => row.or([row('checkpoint', 'is', null), row('checkpoint', '<>', checkpoint)]))
    .execute()
}
