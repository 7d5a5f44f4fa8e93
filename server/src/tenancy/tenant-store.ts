import type { StateTransaction } from '../platform/state/state.ts'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'

type TenantTables = {
  tenant: { tenant_id: TenantId; name: string; region: Region; colour: number; created_at: Date }
}

export type StoredTenant = {
  readonly tenantId: TenantId
  readonly name: string
  readonly region: Region
  readonly colour: number
  readonly createdAt: Date
}

const paletteSize = 12
const tables = (tx: StateTransaction) => tx.withTables<TenantTables>()

/** False when the id is taken. Colours go round the palette in the order of creation. */
export async function insertTenant(
  tx: StateTransaction,
  tenant: Omit<StoredTenant, 'colour'>,
): Promise<boolean> {
  const { tenants } = await tables(tx)
    .selectFrom('tenant')
    .select((select) => select.fn.countAll<number>().as('tenants'))
    .executeTakeFirstOrThrow()
  const inserted = await tables(tx)
    .insertInto('tenant')
    .values({
      tenant_id: tenant.tenantId,
      name: tenant.name,
      region: tenant.region,
      colour: tenants % paletteSize,
      created_at: tenant.createdAt,
    })
    .onConflict((conflict) => conflict.column('tenant_id').doNothing())
    .returning('tenant_id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function allTenants(tx: StateTransaction): Promise<readonly StoredTenant[]> {
  const rows = await tables(tx)
    .selectFrom('tenant')
    .selectAll()
    .orderBy('name')
    .orderBy('tenant_id')
    .execute()
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    name: row.name,
    region: row.region,
    colour: row.colour,
    createdAt: row.created_at,
  }))
}
