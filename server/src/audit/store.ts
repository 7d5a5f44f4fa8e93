import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { AuditRecord } from '../platform/audit/audit-entry.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { AuditFilter } from './audit-filter.ts'
import type { AuditTables, EntryRow } from './tables.ts'

const tables = (tx: StateTransaction) => tx.withTables<AuditTables>()

/** The last act of a transaction, because it sets the tenants that the transaction sees. */
export async function writeEntry(
  tx: StateTransaction,
  tenantIds: readonly TenantId[],
  record: AuditRecord,
): Promise<void> {
  if (tenantIds.length === 0) {
    await tables(tx).insertInto('operator_audit_entry').values(rowOf(record)).execute()
    return
  }
  await sql`SELECT set_config('app.tenant_ids', ${tenantIds.join(',')}, true)`.execute(tx)
  await tables(tx)
    .insertInto('audit_entry')
    .values(tenantIds.map((tenant_id) => ({ tenant_id, ...rowOf(record) })))
    .execute()
}

/** The oldest entries before then, of the transaction's tenant or of the operator; at most `max`. Resolves to how many. */
export async function deleteEntries(
  tx: StateTransaction,
  table: keyof AuditTables,
  before: Date,
  max: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM ${sql.table(table)} WHERE entry_id IN (
      SELECT entry_id FROM ${sql.table(table)} WHERE at < ${before} ORDER BY at LIMIT ${max})`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

function rowOf({ actor, requestId, userAgent, ...record }: AuditRecord): EntryRow {
  return {
    ...record,
    entry_id: randomUUID(),
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    actor_role: actor.role,
    request_id: requestId,
    user_agent: userAgent,
    target: { ...record.target },
  }
}

export type FoundEntry = EntryRow & { readonly tenant_id: string | null }

/** Entries of the transaction's tenants, and those of the operator when asked for; newest first. */
export async function findEntries(
  tx: StateTransaction,
  filter: AuditFilter,
  withOperator: boolean,
): Promise<readonly FoundEntry[]> {
  const ofTenants = select(sql`tenant_id`, 'audit_entry', filter)
  const ofOperator = select(sql`NULL AS tenant_id`, 'operator_audit_entry', filter)
  const both = withOperator ? sql`(${ofTenants}) UNION ALL (${ofOperator})` : ofTenants
  const { rows } = await sql<FoundEntry>`
    SELECT * FROM (${both}) AS e ORDER BY at DESC, entry_id DESC LIMIT ${filter.limit}`.execute(tx)
  return rows
}

function select(
  tenant: RawBuilder<unknown>,
  table: keyof AuditTables,
  filter: AuditFilter,
): RawBuilder<unknown> {
  return sql`
    SELECT ${tenant}, entry_id, at, action, outcome, status, actor_kind, actor_id, actor_name, actor_role, request_id,
           address, user_agent, target, before, after
    FROM ${sql.table(table)} WHERE ${sql.join(conditions(filter), sql` AND `)}
    ORDER BY at DESC, entry_id DESC LIMIT ${filter.limit}`
}

function conditions({
  actor,
  action,
  outcome,
  from,
  to,
  after,
}: AuditFilter): readonly RawBuilder<unknown>[] {
  return [
    sql`true`,
    ...(actor === undefined ? [] : [sql`actor_id = ${actor}`]),
    ...(action === undefined ? [] : [actionCondition(action)]),
    ...(outcome === undefined ? [] : [sql`outcome = ${outcome}`]),
    ...(from === undefined ? [] : [sql`at >= ${from}`]),
    ...(to === undefined ? [] : [sql`at < ${to}`]),
    ...(after === undefined ? [] : [sql`(at, entry_id) < (${after.at}, ${after.entryId})`]),
  ]
}

function actionCondition(action: string): RawBuilder<unknown> {
  return action.endsWith('.') ? sql`starts_with(action, ${action})` : sql`action = ${action}`
}
