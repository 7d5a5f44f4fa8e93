import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type ComplianceTables, complianceTables } from './tables.ts'

export type StoredObservation = Selectable<ComplianceTables['observation']>

export function findObservations(tx: StateTransaction): Promise<readonly StoredObservation[]> {
  return complianceTables(tx).selectFrom('observation').selectAll().orderBy('kind_id').execute()
}

/** The newer one of a kind and subject stays. */
export async function putObservations(
  tx: StateTransaction,
  tenantId: TenantId,
  observations: readonly Omit<StoredObservation, 'tenant_id'>[],
): Promise<void> {
  if (observations.length === 0) return
  const rows = observations.map(({ collected_at, ...one }) => ({
    tenant_id: tenantId,
    ...one,
    collected_at: collected_at.toISOString(),
  }))
  await sql`
    INSERT INTO observation
    SELECT * FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row(
      tenant_id text, kind_id text, subject text, ref text, satisfied boolean, statement text, collected_at timestamptz)
    ON CONFLICT (tenant_id, kind_id, subject) DO UPDATE SET
      ref = excluded.ref, satisfied = excluded.satisfied, statement = excluded.statement,
      collected_at = excluded.collected_at
    WHERE observation.collected_at <= excluded.collected_at`.execute(tx)
}
