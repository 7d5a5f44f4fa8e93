import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { type LanguageModelRecord, tables } from '../tables.ts'

/** Inside `State.asOperator` or `State.forTenant`: it is no tenant's. */
export async function findModel(tx: StateTransaction): Promise<LanguageModelRecord | undefined> {
  return tables(tx).selectFrom('language_model').selectAll().executeTakeFirst()
}

export async function writeModel(
  tx: StateTransaction,
  values: Omit<LanguageModelRecord, 'only_row'>,
): Promise<void> {
  await tables(tx)
    .insertInto('language_model')
    .values({ only_row: true, ...values })
    .onConflict((conflict) => conflict.column('only_row').doUpdateSet(values))
    .execute()
}

export async function deleteModel(tx: StateTransaction): Promise<boolean> {
  const gone = await tables(tx).deleteFrom('language_model').returning('only_row').executeTakeFirst()
  return gone !== undefined
}

export async function findUse(tx: StateTransaction): Promise<boolean> {
  const row = await tables(tx).selectFrom('language_model_use').select('is_enabled').executeTakeFirst()
  return row?.is_enabled ?? false
}

export async function writeUse(
  tx: StateTransaction,
  tenantId: TenantId,
  isEnabled: boolean,
  changedAt: Date,
): Promise<void> {
  const values = { is_enabled: isEnabled, changed_at: changedAt }
  await tables(tx)
    .insertInto('language_model_use')
    .values({ tenant_id: tenantId, ...values })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
    .execute()
}
