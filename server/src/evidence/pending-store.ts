import type { EvidenceKind } from '@countersign/api/evidence'
import { sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { documentText } from './document-text.ts'
import { evidenceTables } from './tables.ts'

/** Something to be logged that no other feature keeps a row of. */
export type Statement = {
  readonly kind: EvidenceKind
  /** Within the kind; the same one again is not logged again. */
  readonly ref: string
  readonly at: Date
  readonly subject?: string
  /** JSON. */
  readonly document: unknown
}

export type Pending = {
  readonly seq: number
  readonly kind: EvidenceKind
  readonly ref: string
  readonly at: Date | null
  readonly subject: string | null
  readonly document: string | null
}

export async function writePending(
  tx: StateTransaction,
  tenantId: TenantId,
  statements: readonly Statement[],
): Promise<void> {
  if (statements.length === 0) return
  await evidenceTables(tx)
    .insertInto('evidence_pending')
    .values(
      statements.map(({ kind, ref, at, subject, document }) => ({
        tenant_id: tenantId,
        kind,
        ref,
        at,
        subject: subject ?? null,
        document: documentText(document),
      })),
    )
    .execute()
}

/** The oldest first. */
export async function findPending(tx: StateTransaction, max: number): Promise<readonly Pending[]> {
  const rows = await evidenceTables(tx)
    .selectFrom('evidence_pending')
    .select(['seq', 'kind', 'ref', 'at', 'subject', 'document'])
    .orderBy('seq')
    .limit(max)
    .execute()
  return rows as readonly Pending[]
}

export async function deletePending(tx: StateTransaction, seqs: readonly number[]): Promise<void> {
  await sql`DELETE FROM evidence_pending WHERE seq = ANY (${seqs}::bigint[])`.execute(tx)
}

/** Tenants, of those that the transaction sees, with something on its way into the log. */
export async function tenantsWaiting(tx: StateTransaction): Promise<readonly TenantId[]> {
  const { rows } = await sql<{ tenant_id: TenantId }>`
    SELECT tenant_id FROM unnest(tenant_ids()) AS seen (tenant_id)
    WHERE EXISTS (SELECT FROM evidence_pending AS p WHERE p.tenant_id = seen.tenant_id)
      OR EXISTS (SELECT FROM evidence_entry AS e WHERE e.tenant_id = seen.tenant_id AND e.log_index IS NULL)`.execute(
    tx,
  )
  return rows.map(({ tenant_id }) => tenant_id)
}
