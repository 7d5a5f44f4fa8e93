import { sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import { evidenceTables } from '../tables.ts'

/** Entries of one log, by index, that a pack holds. */
export type PackRange = { readonly epoch: number; readonly from: number; readonly to: number }

/**
 * What was logged from then on and before, as one range of indexes for each log: entries that were logged in that time, and
 * whatever stands between them, so that a reader can tell that none was left out.
 */
export async function rangesLogged(
  tx: StateTransaction,
  from: Date,
  to: Date,
): Promise<readonly PackRange[]> {
  const rows = await evidenceTables(tx)
    .selectFrom('evidence_entry')
    .select(({ fn }) => [
      sql<number>`epoch`.as('epoch'),
      fn.min<number>('log_index').as('from'),
      fn.max<number>('log_index').as('to'),
    ])
    .where('log_index', 'is not', null)
    .where('sealed_at', '>=', from)
    .where('sealed_at', '<', to)
    .groupBy('epoch')
    .orderBy('epoch')
    .execute()
  return rows
}

export type PackRow = {
  readonly kind: string
  readonly ref: string
  readonly subject: string | null
  readonly envelope: string
  readonly payload: Buffer | null
  readonly log_index: number
}

export async function rowsBetween(
  tx: StateTransaction,
  { epoch, from, to }: PackRange,
): Promise<readonly PackRow[]> {
  const rows = await evidenceTables(tx)
    .selectFrom('evidence_entry')
    .select(['kind', 'ref', 'subject', 'envelope', 'payload', 'log_index'])
    .where('epoch', '=', epoch)
    .where('log_index', '>=', from)
    .where('log_index', '<=', to)
    .orderBy('log_index')
    .execute()
  return rows as readonly PackRow[]
}
