import type { RetentionClass, RetentionPut } from '@countersign/api/retention'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

type RetentionTables = {
  retention_setting: {
    tenant_id: TenantId
    events_days: number | null
    unparsed_days: number | null
    findings_days: number | null
    incidents_days: number | null
    formats: Readonly<Record<string, number>>
    changed_at: Date
    changed_by: string
  }
  retention_deletion: { tenant_id: TenantId; class: RetentionClass; at: Date; rows: number }
}

export type LastDeletion = { readonly at: Date; readonly rows: number }

const tables = (tx: StateTransaction) => tx.withTables<RetentionTables>()

/** What the tenant chose; nothing chosen is everything by default. */
export async function findChoice(tx: StateTransaction): Promise<RetentionPut> {
  const row = await tables(tx).selectFrom('retention_setting').selectAll().executeTakeFirst()
  return {
    events: row?.events_days ?? 'default',
    unparsed: row?.unparsed_days ?? 'default',
    findings: row?.findings_days ?? 'default',
    incidents: row?.incidents_days ?? 'default',
    formats: row?.formats ?? {},
  }
}

export async function writeChoice(
  tx: StateTransaction,
  tenantId: TenantId,
  choice: RetentionPut,
  changed: { readonly at: Date; readonly by: string },
): Promise<void> {
  const values = {
    events_days: daysOrNull(choice.events),
    unparsed_days: daysOrNull(choice.unparsed),
    findings_days: daysOrNull(choice.findings),
    incidents_days: daysOrNull(choice.incidents),
    formats: JSON.stringify(choice.formats) as never,
    changed_at: changed.at,
    changed_by: changed.by,
  }
  await tables(tx)
    .insertInto('retention_setting')
    .values({ tenant_id: tenantId, ...values })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
    .execute()
}

export async function findDeletions(
  tx: StateTransaction,
): Promise<ReadonlyMap<RetentionClass, LastDeletion>> {
  const rows = await tables(tx).selectFrom('retention_deletion').selectAll().execute()
  return new Map(rows.map((row) => [row.class, { at: row.at, rows: row.rows }]))
}

export async function writeDeletion(
  tx: StateTransaction,
  tenantId: TenantId,
  kept: RetentionClass,
  deletion: LastDeletion,
): Promise<void> {
  await tables(tx)
    .insertInto('retention_deletion')
    .values({ tenant_id: tenantId, class: kept, ...deletion })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'class']).doUpdateSet({ ...deletion }))
    .execute()
}

function daysOrNull(days: number | 'default'): number | null {
  return days === 'default' ? null : days
}
