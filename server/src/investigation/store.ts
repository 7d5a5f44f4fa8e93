import type { StateTransaction } from '../platform/state/state.ts'
import { type InvestigationRecord, tables } from './tables.ts'

export async function findInvestigation(
  tx: StateTransaction,
  incidentId: string,
): Promise<InvestigationRecord | undefined> {
  return tables(tx)
    .selectFrom('investigation')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .executeTakeFirst()
}

/** Hash of the incident each of these was asked about, by incident. */
export async function incidentHashes(
  tx: StateTransaction,
  incidentIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (incidentIds.length === 0) return new Map()
  const rows = await tables(tx)
    .selectFrom('investigation')
    .select(['incident_id', 'incident_hash'])
    .where('incident_id', 'in', [...incidentIds])
    .execute()
  return new Map(rows.map(({ incident_id, incident_hash }) => [incident_id, incident_hash]))
}

export async function saveInvestigation(tx: StateTransaction, record: InvestigationRecord): Promise<void> {
  const { tenant_id, incident_id, ...values } = record
  await tables(tx)
    .insertInto('investigation')
    .values(record)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'incident_id']).doUpdateSet(values))
    .execute()
}

/** Only while the story is still the one that was phrased. */
export async function savePhrasing(
  tx: StateTransaction,
  incidentId: string,
  explanationHash: string,
  phrasing: string,
): Promise<void> {
  await tables(tx)
    .updateTable('investigation')
    .set({ phrasing })
    .where('incident_id', '=', incidentId)
    .where('explanation_hash', '=', explanationHash)
    .execute()
}
