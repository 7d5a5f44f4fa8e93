import type { State, StateTransaction } from '../../platform/state/state.ts'

type ReceiptTables = {
  intake_receipt: { batch_id: string; group_id: string; stored: boolean; at: Date }
}

/** A batch that was written, or was about to be, before. */
export type Receipt = {
  readonly batchId: string
  readonly groupId: string
  readonly stored: boolean
  readonly atMs: number
}

/** Which small batches went with which group. Errors: STATE_DOWN. */
export type Receipts = {
  /**
   * Enters batches for a group before it is written; those that were entered before keep their group and come back.
   * One statement: two writers with the same batch never both enter it.
   */
  readonly enter: (groupId: string, batchIds: readonly string[], atMs: number) => Promise<readonly Receipt[]>
  /** A batch whose fate was unknown goes with another group now. */
  readonly moveTo: (groupId: string, batchId: string, atMs: number) => Promise<void>
  readonly markStored: (groupId: string) => Promise<void>
  readonly forgetBefore: (atMs: number) => Promise<void>
}

const tables = (tx: StateTransaction) => tx.withTables<ReceiptTables>()

export function receiptsIn(state: State): Receipts {
  return {
    enter: (groupId, batchIds, atMs) =>
      state.asOperator((tx) => enter(tx, groupId, batchIds, new Date(atMs))),
    moveTo: (groupId, batchId, atMs) =>
      state.asOperator(async (tx) => {
        const moved = { group_id: groupId, stored: false, at: new Date(atMs) }
        await tables(tx).updateTable('intake_receipt').set(moved).where('batch_id', '=', batchId).execute()
      }),
    markStored: (groupId) =>
      state.asOperator(async (tx) => {
        await tables(tx)
          .updateTable('intake_receipt')
          .set({ stored: true })
          .where('group_id', '=', groupId)
          .where('stored', '=', false)
          .execute()
      }),
    forgetBefore: (atMs) =>
      state.asOperator(async (tx) => {
        await tables(tx).deleteFrom('intake_receipt').where('at', '<', new Date(atMs)).execute()
      }),
  }
}

async function enter(
  tx: StateTransaction,
  groupId: string,
  batchIds: readonly string[],
  at: Date,
): Promise<readonly Receipt[]> {
  // In one order everywhere: two writers that enter the same batches wait for each other and never in a circle.
  const rows = batchIds
    .toSorted()
    .map((batchId) => ({ batch_id: batchId, group_id: groupId, stored: false, at }))
  const entered = await tables(tx)
    .insertInto('intake_receipt')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('batch_id')
    .execute()
  if (entered.length === rows.length) return []
  const fresh = new Set(entered.map(({ batch_id }) => batch_id))
  const before = await tables(tx)
    .selectFrom('intake_receipt')
    .selectAll()
    .where(
      'batch_id',
      'in',
      batchIds.filter((batchId) => !fresh.has(batchId)),
    )
    .execute()
  return before.map((row) => ({
    batchId: row.batch_id,
    groupId: row.group_id,
    stored: row.stored,
    atMs: row.at.getTime(),
  }))
}
