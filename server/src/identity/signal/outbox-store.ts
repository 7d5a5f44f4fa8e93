import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import { type OutboxStatus, type SignalTables, signalTables } from './tables.ts'

export type OutboxRow = Selectable<SignalTables['signal_outbox']>
export type NewOutboxRow = Pick<OutboxRow, 'tenant_id' | 'stream_id' | 'jti' | 'claims' | 'created_at'>

export async function insertOutbox(tx: StateTransaction, rows: readonly NewOutboxRow[]): Promise<void> {
  if (rows.length === 0) return
  await signalTables(tx)
    .insertInto('signal_outbox')
    .values(rows.map((row) => ({ ...row, status: 'waiting' as const })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The oldest first. */
export async function waitingOn(
  tx: StateTransaction,
  streamId: string,
  limit: number,
): Promise<readonly OutboxRow[]> {
  return signalTables(tx)
    .selectFrom('signal_outbox')
    .selectAll()
    .where('stream_id', '=', streamId)
    .where('status', '=', 'waiting')
    .orderBy('seq')
    .limit(limit)
    .execute()
}

export type Outcome = {
  readonly status: Exclude<OutboxStatus, 'waiting'>
  readonly at: Date
  readonly error: string | null
}

export async function finishOutbox(
  tx: StateTransaction,
  streamId: string,
  jtis: readonly string[],
  { status, at, error }: Outcome,
): Promise<void> {
  if (jtis.length === 0) return
  await signalTables(tx)
    .updateTable('signal_outbox')
    .set(({ eb }) => ({ status, finished_at: at, last_error: error, attempts: eb('attempts', '+', 1) }))
    .where('stream_id', '=', streamId)
    .where('status', '=', 'waiting')
    .where('jti', 'in', [...jtis])
    .execute()
}

export async function noteAttempt(
  tx: StateTransaction,
  streamId: string,
  jti: string,
  error: string,
): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_outbox')
    .set(({ eb }) => ({ last_error: error, attempts: eb('attempts', '+', 1) }))
    .where('stream_id', '=', streamId)
    .where('jti', '=', jti)
    .execute()
}

/** What has waited since before `before` on any stream. */
export async function giveUpOutbox(tx: StateTransaction, before: Date, at: Date): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_outbox')
    .set({ status: 'given-up', finished_at: at })
    .where('status', '=', 'waiting')
    .where('created_at', '<=', before)
    .execute()
}

export async function dropWaiting(tx: StateTransaction, streamId: string): Promise<void> {
  await signalTables(tx)
    .deleteFrom('signal_outbox')
    .where('stream_id', '=', streamId)
    .where('status', '=', 'waiting')
    .execute()
}

export async function deleteFinishedOutbox(tx: StateTransaction, before: Date): Promise<void> {
  await signalTables(tx).deleteFrom('signal_outbox').where('finished_at', '<=', before).execute()
}

/** Push streams on which something waits and that do not pause. */
export async function streamsDue(tx: StateTransaction, now: Date): Promise<readonly string[]> {
  const rows = await signalTables(tx)
    .selectFrom('signal_stream')
    .select('stream_id')
    .where('method', '=', 'push')
    .where('status', '=', 'enabled')
    .where(sql<boolean>`coalesce(next_attempt_at, '-infinity') <= ${now}`)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('signal_outbox')
          .select('signal_outbox.jti')
          .whereRef('signal_outbox.stream_id', '=', 'signal_stream.stream_id')
          .where('signal_outbox.status', '=', 'waiting'),
      ),
    )
    .execute()
  return rows.map(({ stream_id }) => stream_id)
}
