import type { EvidenceKind } from '@countersign/api/evidence'
import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type EvidenceTables, evidenceTables } from './tables.ts'

export type StoredEntry = Selectable<EvidenceTables['evidence_entry']> & { readonly kind: EvidenceKind }

export type NewEntry = {
  readonly kind: EvidenceKind
  readonly ref: string
  readonly at: Date
  readonly subject: string | null
  readonly envelope: string
  readonly payload: Buffer
}

/** What is there already stays as it is: an entry is prepared once. */
export async function writeEntries(
  tx: StateTransaction,
  tenantId: TenantId,
  entries: readonly NewEntry[],
  preparedAt: Date,
): Promise<void> {
  if (entries.length === 0) return
  await evidenceTables(tx)
    .insertInto('evidence_entry')
    .values(entries.map((entry) => ({ tenant_id: tenantId, prepared_at: preparedAt, ...entry })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export type WaitingEntry = {
  readonly seq: number
  readonly kind: EvidenceKind
  readonly ref: string
  readonly envelope: string
}

/** Prepared, and not known to be in the log; the oldest first. */
export async function findWaiting(tx: StateTransaction, max: number): Promise<readonly WaitingEntry[]> {
  const rows = await evidenceTables(tx)
    .selectFrom('evidence_entry')
    .select(['seq', 'kind', 'ref', 'envelope'])
    .where('log_index', 'is', null)
    .orderBy('seq')
    .limit(max)
    .execute()
  return rows as readonly WaitingEntry[]
}

export type Logged = { readonly seq: number; readonly index: number }

export async function markLogged(
  tx: StateTransaction,
  epoch: number,
  logged: readonly Logged[],
  at: Date,
): Promise<void> {
  const seqs = logged.map(({ seq }) => seq)
  const indexes = logged.map(({ index }) => index)
  await sql`
    UPDATE evidence_entry AS e SET epoch = ${epoch}, log_index = l.index, sealed_at = ${at}
    FROM unnest(${seqs}::bigint[], ${indexes}::bigint[]) AS l (seq, index)
    WHERE e.seq = l.seq AND e.log_index IS NULL`.execute(tx)
}

/** How many entries of this log the state knows of: those after it are looked up in the log. */
export async function countLogged(tx: StateTransaction, epoch: number): Promise<number> {
  const { next } = await evidenceTables(tx)
    .selectFrom('evidence_entry')
    .select(({ fn }) => fn.max('log_index').as('next'))
    .where('epoch', '=', epoch)
    .executeTakeFirstOrThrow()
  return next === null ? 0 : Number(next) + 1
}

export async function countWaiting(tx: StateTransaction): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    SELECT (SELECT count(*) FROM evidence_pending) +
           (SELECT count(*) FROM evidence_entry WHERE log_index IS NULL) AS waiting`.execute(tx)
  return rows[0]?.waiting ?? 0
}

export type EntryFilter = {
  readonly kind: EvidenceKind | undefined
  readonly from: Date | undefined
  readonly to: Date | undefined
  /** The last one of the page before. */
  readonly after: { readonly at: Date; readonly seq: number } | undefined
  readonly limit: number
}

/** Newest first; one more than the limit when there is a next page. */
export async function listEntries(
  tx: StateTransaction,
  { kind, from, to, after, limit }: EntryFilter,
): Promise<readonly StoredEntry[]> {
  let query = evidenceTables(tx).selectFrom('evidence_entry').selectAll()
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (from !== undefined) query = query.where('at', '>=', from)
  if (to !== undefined) query = query.where('at', '<', to)
  if (after !== undefined) query = query.where(sql<boolean>`(at, seq) < (${after.at}, ${after.seq})`)
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute()
  return rows as readonly StoredEntry[]
}

export async function findEntry(
  tx: StateTransaction,
  kind: EvidenceKind,
  ref: string,
): Promise<StoredEntry | undefined> {
  const row = await evidenceTables(tx)
    .selectFrom('evidence_entry')
    .selectAll()
    .where('kind', '=', kind)
    .where('ref', '=', ref)
    .executeTakeFirst()
  return row as StoredEntry | undefined
}

export type EntryPlace = {
  readonly ref: string
  readonly origin: string
  readonly log_index: number
  readonly envelope: string
}

/** Of those among `refs` that are in a log. */
export async function findPlaces(
  tx: StateTransaction,
  kind: EvidenceKind,
  refs: readonly string[],
): Promise<readonly EntryPlace[]> {
  if (refs.length === 0) return []
  const rows = await evidenceTables(tx)
    .selectFrom('evidence_entry as entry')
    .innerJoin('evidence_log as log', (join) =>
      join.onRef('log.tenant_id', '=', 'entry.tenant_id').onRef('log.epoch', '=', 'entry.epoch'),
    )
    .select(['entry.ref', 'log.origin', 'entry.log_index', 'entry.envelope'])
    .where('entry.kind', '=', kind)
    .where('entry.ref', 'in', refs)
    .where('entry.log_index', 'is not', null)
    .execute()
  return rows as readonly EntryPlace[]
}

/** When the newest entry of a kind was made, logged or not. */
export async function newestOfKind(tx: StateTransaction, kind: EvidenceKind): Promise<Date | undefined> {
  const row = await evidenceTables(tx)
    .selectFrom('evidence_entry')
    .select('at')
    .where('kind', '=', kind)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.at
}

/** Of one log, by index. */
export function envelopesFrom(
  tx: StateTransaction,
  epoch: number,
  from: number,
  max: number,
): Promise<readonly { readonly log_index: number | null; readonly envelope: string }[]> {
  return evidenceTables(tx)
    .selectFrom('evidence_entry')
    .select(['log_index', 'envelope'])
    .where('epoch', '=', epoch)
    .where('log_index', '>=', from)
    .orderBy('log_index')
    .limit(max)
    .execute()
}

export type WaitingState = { readonly waiting: number; readonly oldestAt: Date | null }

/** What is not in the log yet, and since when the oldest of it has been prepared. */
export async function waitingState(tx: StateTransaction): Promise<WaitingState> {
  const { rows } = await sql<{ oldest: Date | null }>`
    SELECT min(prepared_at) AS oldest FROM evidence_entry WHERE log_index IS NULL`.execute(tx)
  return { waiting: await countWaiting(tx), oldestAt: rows[0]?.oldest ?? null }
}

/** Documents of a subject that can still be read. */
export async function countOfSubject(tx: StateTransaction, subject: string): Promise<number> {
  const { count } = await evidenceTables(tx)
    .selectFrom('evidence_entry')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('subject', '=', subject)
    .where('payload', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The ciphertext goes with its key: what an attacker copied of the key later opens nothing here. */
export async function dropPayloads(tx: StateTransaction, subject: string): Promise<void> {
  await evidenceTables(tx)
    .updateTable('evidence_entry')
    .set({ payload: null })
    .where('subject', '=', subject)
    .execute()
}
