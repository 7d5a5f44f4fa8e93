import type { Selectable } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import { type ComplianceTables, complianceTables } from '../tables.ts'

export type StoredCase = Selectable<ComplianceTables['notification_case']>
export type StoredSubmission = Selectable<ComplianceTables['notification_submission']>

export function findCase(tx: StateTransaction, incidentId: string): Promise<StoredCase | undefined> {
  return complianceTables(tx)
    .selectFrom('notification_case')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .executeTakeFirst()
}

/** Open ones first, the newest awareness first. */
export function findCases(tx: StateTransaction, limit: number): Promise<readonly StoredCase[]> {
  return complianceTables(tx)
    .selectFrom('notification_case')
    .selectAll()
    .orderBy('closed_at', (order) => order.desc().nullsFirst())
    .orderBy('aware_at', 'desc')
    .limit(limit)
    .execute()
}

/** False: the incident has clocks already. */
export async function insertCase(tx: StateTransaction, row: StoredCase): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await complianceTables(tx)
    .insertInto('notification_case')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** False: somebody changed it in between. */
export async function updateCase(tx: StateTransaction, row: StoredCase): Promise<boolean> {
  const { tenant_id, incident_id, version, ...changed } = row
  const { numUpdatedRows } = await complianceTables(tx)
    .updateTable('notification_case')
    .set({ ...changed, version: version + 1 })
    .where('tenant_id', '=', tenant_id)
    .where('incident_id', '=', incident_id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export function findSubmissions(
  tx: StateTransaction,
  incidentIds: readonly string[],
): Promise<readonly StoredSubmission[]> {
  if (incidentIds.length === 0) return Promise.resolve([])
  return complianceTables(tx)
    .selectFrom('notification_submission')
    .selectAll()
    .where('incident_id', 'in', incidentIds)
    .orderBy('submitted_at')
    .execute()
}

export async function insertSubmission(tx: StateTransaction, row: StoredSubmission): Promise<void> {
  await complianceTables(tx).insertInto('notification_submission').values(row).execute()
}

export async function acknowledge(
  tx: StateTransaction,
  incidentId: string,
  submissionId: string,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await complianceTables(tx)
    .updateTable('notification_submission')
    .set({ acknowledged_at: at })
    .where('incident_id', '=', incidentId)
    .where('submission_id', '=', submissionId)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
