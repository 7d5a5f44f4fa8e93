import type { StateTransaction } from '../platform/state/state.ts'
import { tables, type VerdictRow } from './tables.ts'

export async function latestVerdict(
  tx: StateTransaction,
  incidentId: string,
): Promise<VerdictRow | undefined> {
  return tables(tx)
    .selectFrom('triage_verdict')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .where('is_latest', '=', true)
    .executeTakeFirst()
}

export async function findVerdict(tx: StateTransaction, verdictId: string): Promise<VerdictRow | undefined> {
  return tables(tx)
    .selectFrom('triage_verdict')
    .selectAll()
    .where('verdict_id', '=', verdictId)
    .executeTakeFirst()
}

export type LatestVerdict = Omit<VerdictRow, 'record' | 'explanation'>

/** Of every incident, by its id; without the documents. */
export async function latestVerdicts(tx: StateTransaction): Promise<ReadonlyMap<string, LatestVerdict>> {
  const rows = await tables(tx)
    .selectFrom('triage_verdict')
    .select([
      'tenant_id',
      'verdict_id',
      'incident_id',
      'verdict',
      'reason',
      'probability',
      'families',
      'decided_at',
      'inputs_hash',
      'is_latest',
      'book_hash',
      'record_hash',
      'explanation_hash',
    ])
    .where('is_latest', '=', true)
    .execute()
  return new Map(rows.map((row) => [row.incident_id, row]))
}

/** In the place of the one before; the same verdict reached again is that one. */
export async function saveVerdict(tx: StateTransaction, row: VerdictRow): Promise<void> {
  await tables(tx)
    .updateTable('triage_verdict')
    .set({ is_latest: false })
    .where('incident_id', '=', row.incident_id)
    .where('is_latest', '=', true)
    .execute()
  const { decided_at, inputs_hash, is_latest } = row
  await tables(tx)
    .insertInto('triage_verdict')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'verdict_id']).doUpdateSet({ decided_at, inputs_hash, is_latest }),
    )
    .execute()
}
