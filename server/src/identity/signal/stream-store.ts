import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import { type SignalTables, type StreamStatus, signalTables } from './tables.ts'

export type StreamRow = Selectable<SignalTables['signal_stream']>
export type NewStream = Omit<
  StreamRow,
  'verified_at' | 'failures' | 'last_error' | 'next_attempt_at' | 'leased_until'
>

/** Of everybody, or of one receiver. */
export async function listStreams(tx: StateTransaction, receiverId?: string): Promise<readonly StreamRow[]> {
  const all = signalTables(tx).selectFrom('signal_stream').selectAll().orderBy('created_at')
  return (receiverId === undefined ? all : all.where('receiver_id', '=', receiverId)).execute()
}

export async function findStream(tx: StateTransaction, streamId: string): Promise<StreamRow | undefined> {
  return signalTables(tx)
    .selectFrom('signal_stream')
    .selectAll()
    .where('stream_id', '=', streamId)
    .executeTakeFirst()
}

export async function insertStream(tx: StateTransaction, stream: NewStream): Promise<void> {
  await signalTables(tx)
    .insertInto('signal_stream')
    .values({ ...stream, verified_at: null })
    .execute()
}

export type StreamChange = Partial<
  Pick<
    StreamRow,
    'audience' | 'events_requested' | 'method' | 'endpoint_url' | 'sealed' | 'description' | 'verified_at'
  >
>

/** A changed stream is tried at once: what was wrong may be right now. */
export async function updateStream(
  tx: StateTransaction,
  streamId: string,
  change: StreamChange,
): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_stream')
    .set({ ...change, next_attempt_at: null })
    .where('stream_id', '=', streamId)
    .execute()
}

export async function setStatus(
  tx: StateTransaction,
  streamId: string,
  status: StreamStatus,
  reason: string | null,
): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_stream')
    .set({ status, reason, next_attempt_at: null })
    .where('stream_id', '=', streamId)
    .execute()
}

export async function deleteStream(tx: StateTransaction, streamId: string): Promise<void> {
  await signalTables(tx).deleteFrom('signal_stream').where('stream_id', '=', streamId).execute()
}

/** Takes a push stream for a while, when it is enabled, nobody has it and it is not pausing after a failure. */
export async function leaseStream(
  tx: StateTransaction,
  streamId: string,
  now: Date,
  until: Date,
): Promise<StreamRow | undefined> {
  return signalTables(tx)
    .updateTable('signal_stream')
    .set({ leased_until: until })
    .where('stream_id', '=', streamId)
    .where('method', '=', 'push')
    .where('status', '=', 'enabled')
    .where(sql<boolean>`coalesce(leased_until, '-infinity') <= ${now}`)
    .where(sql<boolean>`coalesce(next_attempt_at, '-infinity') <= ${now}`)
    .returningAll()
    .executeTakeFirst()
}

/** `null` gives it back. */
export async function renewLease(tx: StateTransaction, streamId: string, until: Date | null): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_stream')
    .set({ leased_until: until })
    .where('stream_id', '=', streamId)
    .execute()
}

export async function noteSuccess(tx: StateTransaction, streamId: string): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_stream')
    .set({ failures: 0, last_error: null, next_attempt_at: null })
    .where('stream_id', '=', streamId)
    .execute()
}

/** How often it has failed since the last success. */
export async function noteFailure(tx: StateTransaction, streamId: string, error: string): Promise<number> {
  const row = await signalTables(tx)
    .updateTable('signal_stream')
    .set(({ eb }) => ({ failures: eb('failures', '+', 1), last_error: error }))
    .where('stream_id', '=', streamId)
    .returning('failures')
    .executeTakeFirst()
  return row?.failures ?? 1
}

export async function restStream(tx: StateTransaction, streamId: string, until: Date): Promise<void> {
  await signalTables(tx)
    .updateTable('signal_stream')
    .set({ next_attempt_at: until, leased_until: null })
    .where('stream_id', '=', streamId)
    .execute()
}
