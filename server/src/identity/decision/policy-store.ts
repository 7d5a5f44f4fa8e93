import type { AccessPolicy } from '@countersign/authority/mandate/access-policy'
import type { StateTransaction } from '../../platform/state/state.ts'
import { type DecisionTables, decisionTables } from './tables.ts'

export type PolicyRow = DecisionTables['access_policy']

/** One version; `subject` is the one subject (`type:id`) that it may concern, if its head names one. */
export type StoredPolicy = AccessPolicy & {
  readonly subject: string | undefined
  readonly removed: boolean
  readonly changedAt: Date
  readonly changedBy: string
}

/** The newest version of each policy that is in force, by id. */
export async function policiesInForce(tx: StateTransaction): Promise<readonly StoredPolicy[]> {
  const rows = await decisionTables(tx)
    .selectFrom('access_policy')
    .selectAll()
    .distinctOn(['tenant_id', 'policy_id'])
    .orderBy('tenant_id')
    .orderBy('policy_id')
    .orderBy('version', 'desc')
    .execute()
  return rows.filter(({ removed }) => !removed).map(policyOf)
}

/** Newest first. */
export async function versionsOf(tx: StateTransaction, policyId: string): Promise<readonly StoredPolicy[]> {
  const rows = await decisionTables(tx)
    .selectFrom('access_policy')
    .selectAll()
    .where('policy_id', '=', policyId)
    .orderBy('version', 'desc')
    .execute()
  return rows.map(policyOf)
}

export async function insertVersion(
  tx: StateTransaction,
  tenantId: string,
  policy: StoredPolicy,
): Promise<void> {
  await decisionTables(tx)
    .insertInto('access_policy')
    .values({
      tenant_id: tenantId,
      policy_id: policy.id,
      version: policy.version,
      name: policy.name,
      text: policy.text,
      subject: policy.subject ?? null,
      removed: policy.removed,
      changed_at: policy.changedAt,
      changed_by: policy.changedBy,
    })
    .execute()
}

function policyOf(row: PolicyRow): StoredPolicy {
  return {
    id: row.policy_id,
    version: row.version,
    name: row.name,
    text: row.text,
    subject: row.subject ?? undefined,
    removed: row.removed,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  }
}
