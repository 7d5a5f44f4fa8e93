import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { DetectionTables, TenantRuleRecord } from './tables.ts'

const tablesOf = (tx: StateTransaction): Transaction<DetectionTables> => tx.withTables<DetectionTables>()

/** Who changed something, and when. */
export type Change = { readonly at: Date; readonly by: string }

export type SwitchedOff = { readonly tenant_id: string; readonly rule_id: string }

/** Of every tenant the transaction may see. */
export async function switchedOff(tx: StateTransaction): Promise<readonly SwitchedOff[]> {
  return tablesOf(tx)
    .selectFrom('rule_switched_off')
    .select(['tenant_id', 'rule_id'])
    .orderBy('tenant_id')
    .orderBy('rule_id')
    .execute()
}

export async function switchRule(
  tx: StateTransaction,
  tenantId: TenantId,
  ruleId: string,
  enabled: boolean,
  { at, by }: Change,
): Promise<void> {
  const tables = tablesOf(tx)
  if (enabled) {
    await tables
      .deleteFrom('rule_switched_off')
      .where('tenant_id', '=', tenantId)
      .where('rule_id', '=', ruleId)
      .execute()
    return
  }
  await tables
    .insertInto('rule_switched_off')
    .values({ tenant_id: tenantId, rule_id: ruleId, changed_at: at, changed_by: by })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Of every tenant the transaction may see. */
export async function tenantRules(tx: StateTransaction): Promise<readonly TenantRuleRecord[]> {
  return tablesOf(tx)
    .selectFrom('tenant_rule')
    .selectAll()
    .orderBy('tenant_id')
    .orderBy('document_id')
    .execute()
}

/** The version of a tenant's own document: 16 hex digits of the SHA-256 of its text. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** Holds the row until the transaction ends. Errors: PRECONDITION_FAILED when it is another version, or none. */
export async function requireVersion(
  tx: StateTransaction,
  tenantId: TenantId,
  documentId: string,
  version: string,
): Promise<void> {
  const row = await tablesOf(tx)
    .selectFrom('tenant_rule')
    .select('text')
    .where('tenant_id', '=', tenantId)
    .where('document_id', '=', documentId)
    .forUpdate()
    .executeTakeFirst()
  if (row !== undefined && versionOf(row.text) === version) return
  const now = row === undefined ? 'it is not there' : `it is version ${versionOf(row.text)} now`
  throw new CountersignError('PRECONDITION_FAILED', now)
}

export async function saveTenantRule(tx: StateTransaction, record: TenantRuleRecord): Promise<void> {
  const { tenant_id, document_id, ...rest } = record
  await tablesOf(tx)
    .insertInto('tenant_rule')
    .values(record)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'document_id']).doUpdateSet(rest))
    .execute()
}

/** False when there is none. */
export async function deleteTenantRule(
  tx: StateTransaction,
  tenantId: TenantId,
  documentId: string,
): Promise<boolean> {
  const { numDeletedRows } = await tablesOf(tx)
    .deleteFrom('tenant_rule')
    .where('tenant_id', '=', tenantId)
    .where('document_id', '=', documentId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Up to when the fast lane's findings were seen, by the time they were stored. */
export async function seenTo(tx: StateTransaction, tenantId: TenantId): Promise<Date | undefined> {
  const row = await tablesOf(tx)
    .selectFrom('correlation_progress')
    .select('seen_to')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst()
  return row?.seen_to
}

export async function setSeenTo(tx: StateTransaction, tenantId: TenantId, to: Date): Promise<void> {
  await tablesOf(tx)
    .insertInto('correlation_progress')
    .values({ tenant_id: tenantId, seen_to: to })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ seen_to: to }))
    .execute()
}

/** Of every tenant the transaction may see, milliseconds since 1970; a tenant without a pass so far is not in it. */
export async function seenTos(tx: StateTransaction): Promise<ReadonlyMap<string, number>> {
  const rows = await tablesOf(tx)
    .selectFrom('correlation_progress')
    .select(['tenant_id', 'seen_to'])
    .execute()
  return new Map(rows.map(({ tenant_id, seen_to }) => [tenant_id, seen_to.getTime()]))
}

/** Never back: another node may have been further. */
export async function moveSeenTo(
  tx: StateTransaction,
  tenantIds: readonly TenantId[],
  to: Date,
): Promise<void> {
  await tablesOf(tx)
    .updateTable('correlation_progress')
    .set({ seen_to: to })
    .where('tenant_id', 'in', tenantIds)
    .where('seen_to', '<', to)
    .execute()
}
