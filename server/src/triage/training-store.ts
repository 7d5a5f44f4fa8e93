import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type TrainingRecord, tables } from './tables.ts'

export async function findTraining(tx: StateTransaction): Promise<TrainingRecord | undefined> {
  return tables(tx).selectFrom('triage_training').selectAll().executeTakeFirst()
}

export async function putTraining(tx: StateTransaction, training: TrainingRecord): Promise<void> {
  const { tenant_id, ...values } = training
  await tables(tx)
    .insertInto('triage_training')
    .values(training)
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
    .execute()
}

export async function changeTraining(tx: StateTransaction, change: Partial<TrainingRecord>): Promise<void> {
  await tables(tx).updateTable('triage_training').set(change).execute()
}

/** A row that waits; false where one waits or runs already. */
export async function requestTraining(
  tx: StateTransaction,
  tenantId: TenantId,
  why: string,
  at: Date,
): Promise<boolean> {
  const before = await findTraining(tx)
  if (before?.state === 'waiting' || before?.state === 'running') return false
  await putTraining(tx, {
    tenant_id: tenantId,
    state: 'waiting',
    why,
    requested_at: at,
    started_at: null,
    finished_at: null,
    seed: 0,
    base_hash: null,
    history: null,
    snapshot: null,
    data: '{}',
    progress: 0,
    cpu_seconds: 0,
    failure: null,
  })
  return true
}
