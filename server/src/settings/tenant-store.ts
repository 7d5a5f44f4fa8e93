import type { TenantSettingsPut } from '@countersign/api/settings'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { columnsOf, contactOf, nobody } from './support-contact.ts'
import { tables } from './tables.ts'

/** What a tenant has of its own, inside `State.forTenant`. */
export async function findOwn(tx: StateTransaction): Promise<TenantSettingsPut> {
  const row = await tables(tx).selectFrom('tenant_settings').selectAll().executeTakeFirst()
  if (row === undefined) return { support: null, plainerWords: null }
  const support = contactOf(row)
  const isOwn = Object.values(support).some((value) => value !== null)
  return { support: isOwn ? support : null, plainerWords: row.plainer_words }
}

export async function writeOwn(
  tx: StateTransaction,
  tenantId: TenantId,
  { support, plainerWords }: TenantSettingsPut,
  now: Date,
): Promise<void> {
  const values = { ...columnsOf(support ?? nobody), plainer_words: plainerWords, updated_at: now }
  await tables(tx)
    .insertInto('tenant_settings')
    .values({ tenant_id: tenantId, ...values })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
    .execute()
}
