import type { TriageModel } from '@countersign/api/triage'
import type { JudgeBook } from '@countersign/intent/judge/judge-book'
import { bookHash } from '@countersign/intent/judge/judge-book'
import type { Learned } from '@countersign/intent/learn/learning'
import { readModel } from '@countersign/intent/model/sequence-model'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type BookRecord, tables } from './tables.ts'

export type StoredLearned = Learned & { readonly record: BookRecord }

/** The one in use, or the one of that hash. */
export async function findLearned(tx: StateTransaction, hash?: string): Promise<StoredLearned | undefined> {
  const query = tables(tx)
    .selectFrom('triage_book')
    .innerJoin('triage_model', (join) =>
      join
        .onRef('triage_model.tenant_id', '=', 'triage_book.tenant_id')
        .onRef('triage_model.model_hash', '=', 'triage_book.model_hash'),
    )
    .selectAll('triage_book')
    .select('triage_model.bytes')
  const row = await (hash === undefined
    ? query.where('triage_book.in_use', '=', true)
    : query.where('triage_book.book_hash', '=', hash)
  ).executeTakeFirst()
  if (row === undefined) return undefined
  const { bytes, ...record } = row
  return { model: readModel(bytes), book: JSON.parse(record.book) as JudgeBook, record }
}

export async function bookInUse(tx: StateTransaction): Promise<BookRecord | undefined> {
  return tables(tx).selectFrom('triage_book').selectAll().where('in_use', '=', true).executeTakeFirst()
}

export async function booksMade(tx: StateTransaction, max: number): Promise<readonly BookRecord[]> {
  return tables(tx).selectFrom('triage_book').selectAll().orderBy('made_at', 'desc').limit(max).execute()
}

export async function saveModel(
  tx: StateTransaction,
  tenantId: TenantId,
  hash: string,
  bytes: Uint8Array,
): Promise<void> {
  await tables(tx)
    .insertInto('triage_model')
    .values({ tenant_id: tenantId, model_hash: hash, bytes: Buffer.from(bytes) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Puts a book in the place of the one in use; old ones stay for replays. */
export async function putInUse(
  tx: StateTransaction,
  book: JudgeBook,
  rest: Omit<BookRecord, 'book' | 'book_hash' | 'model_hash' | 'data_hash' | 'in_use'>,
): Promise<void> {
  await tables(tx).updateTable('triage_book').set({ in_use: false }).where('in_use', '=', true).execute()
  await tables(tx)
    .insertInto('triage_book')
    .values({
      ...rest,
      book: JSON.stringify(book),
      book_hash: bookHash(book),
      model_hash: book.modelHash,
      data_hash: book.dataHash,
      in_use: true,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'book_hash']).doUpdateSet({ in_use: true }))
    .execute()
}

export function modelShape(record: BookRecord): TriageModel {
  const { labels } = JSON.parse(record.book) as JudgeBook
  return {
    modelHash: record.model_hash,
    bookHash: record.book_hash,
    dataHash: record.data_hash,
    seed: record.seed,
    madeAt: record.made_at.toISOString(),
    baseHash: record.base_hash,
    cpuSeconds: record.cpu_seconds,
    data: JSON.parse(record.data) as TriageModel['data'],
    clusterLabels: Object.keys(labels).length,
  }
}
