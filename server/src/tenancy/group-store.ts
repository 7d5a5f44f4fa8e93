import { sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

type GroupTables = {
  tenant_group: { group_id: string; name: string; created_at: Date }
  tenant_group_member: { group_id: string; tenant_id: TenantId }
}

export type TenantGroup = {
  readonly groupId: string
  readonly name: string
  readonly tenantIds: readonly TenantId[]
  readonly createdAt: Date
}

const tables = (tx: StateTransaction) => tx.withTables<GroupTables>()

export async function allGroups(tx: StateTransaction): Promise<readonly TenantGroup[]> {
  const rows = await tables(tx)
    .selectFrom('tenant_group as g')
    .leftJoin('tenant_group_member as m', 'm.group_id', 'g.group_id')
    .select(['g.group_id', 'g.name', 'g.created_at'])
    .select(
      sql<
        TenantId[]
      >`coalesce(array_agg(m.tenant_id ORDER BY m.tenant_id) FILTER (WHERE m.tenant_id IS NOT NULL), '{}')`.as(
        'tenant_ids',
      ),
    )
    .groupBy(['g.group_id', 'g.name', 'g.created_at'])
    .orderBy('g.name')
    .execute()
  return rows.map((row) => ({
    groupId: row.group_id,
    name: row.name,
    tenantIds: row.tenant_ids,
    createdAt: row.created_at,
  }))
}

/** Makes the group or gives it this name and these tenants. False when another group has the name. */
export async function putGroup(tx: StateTransaction, group: TenantGroup): Promise<boolean> {
  const { groupId, name, tenantIds, createdAt } = group
  const other = await tables(tx)
    .selectFrom('tenant_group')
    .select('group_id')
    .where('name', '=', name)
    .where('group_id', '<>', groupId)
    .executeTakeFirst()
  if (other !== undefined) return false
  await tables(tx)
    .insertInto('tenant_group')
    .values({ group_id: groupId, name, created_at: createdAt })
    .onConflict((conflict) => conflict.column('group_id').doUpdateSet({ name }))
    .execute()
  await tables(tx).deleteFrom('tenant_group_member').where('group_id', '=', groupId).execute()
  if (tenantIds.length === 0) return true
  await tables(tx)
    .insertInto('tenant_group_member')
    .values([...new Set(tenantIds)].map((tenantId) => ({ group_id: groupId, tenant_id: tenantId })))
    .execute()
  return true
}

/** False when there is no such group. */
export async function deleteGroup(tx: StateTransaction, groupId: string): Promise<boolean> {
  const gone = await tables(tx)
    .deleteFrom('tenant_group')
    .where('group_id', '=', groupId)
    .returning('group_id')
    .executeTakeFirst()
  return gone !== undefined
}
