import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import { type DecisionTables, decisionTables } from './tables.ts'

export type StepUpRow = Selectable<DecisionTables['step_up']>

export async function insertStepUp(tx: StateTransaction, row: StepUpRow): Promise<void> {
  await decisionTables(tx).insertInto('step_up').values(row).execute()
}

/** One for the same question under the same mandate that nobody has answered yet. */
export async function waitingFor(
  tx: StateTransaction,
  requestHash: string,
  mandateId: string,
  now: Date,
): Promise<StepUpRow | undefined> {
  return decisionTables(tx)
    .selectFrom('step_up')
    .selectAll()
    .where('request_hash', '=', requestHash)
    .where('mandate_id', '=', mandateId)
    .where('status', '=', 'waiting')
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

export async function countWaiting(tx: StateTransaction, now: Date): Promise<number> {
  const row = await decisionTables(tx)
    .selectFrom('step_up')
    .select((one) => one.fn.countAll<number>().as('count'))
    .where('status', '=', 'waiting')
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

export async function findStepUp(tx: StateTransaction, stepUpId: string): Promise<StepUpRow | undefined> {
  return decisionTables(tx)
    .selectFrom('step_up')
    .selectAll()
    .where('step_up_id', '=', stepUpId)
    .executeTakeFirst()
}

export async function listStepUps(tx: StateTransaction, limit: number): Promise<readonly StepUpRow[]> {
  return decisionTables(tx)
    .selectFrom('step_up')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('step_up_id', 'desc')
    .limit(limit)
    .execute()
}

export type GivenAnswer = Pick<
  StepUpRow,
  'status' | 'answered_by_id' | 'answered_by' | 'answered_at' | 'reason'
>

/** False when it is not waiting any more. */
export async function answerStepUp(
  tx: StateTransaction,
  stepUpId: string,
  answer: GivenAnswer,
): Promise<boolean> {
  const row = await decisionTables(tx)
    .updateTable('step_up')
    .set(answer)
    .where('step_up_id', '=', stepUpId)
    .where('status', '=', 'waiting')
    .where('expires_at', '>', answer.answered_at ?? sql<Date>`now()`)
    .returning('step_up_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Once: false for whoever comes second. */
export async function useStepUp(tx: StateTransaction, stepUpId: string, now: Date): Promise<boolean> {
  const row = await decisionTables(tx)
    .updateTable('step_up')
    .set({ used_at: now })
    .where('step_up_id', '=', stepUpId)
    .where('status', '=', 'approved')
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('step_up_id')
    .executeTakeFirst()
  return row !== undefined
}
