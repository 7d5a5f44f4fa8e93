import type { ControlDocument, ControlStatus, NotApplicable } from '@countersign/oscal/status/control-status'
import { type Selectable, sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type ComplianceTables, complianceTables } from './tables.ts'

export type FrameworkChoice = { readonly frameworkId: string; readonly baselineId: string | undefined }

export async function findChoices(tx: StateTransaction): Promise<readonly FrameworkChoice[]> {
  const rows = await complianceTables(tx)
    .selectFrom('compliance_choice')
    .select(['framework_id', 'baseline_id'])
    .orderBy('framework_id')
    .execute()
  return rows.map(({ framework_id, baseline_id }) => ({
    frameworkId: framework_id,
    baselineId: baseline_id ?? undefined,
  }))
}

export async function replaceChoices(
  tx: StateTransaction,
  tenantId: TenantId,
  choices: readonly FrameworkChoice[],
  at: Date,
): Promise<void> {
  await complianceTables(tx).deleteFrom('compliance_choice').execute()
  if (choices.length === 0) return
  await complianceTables(tx)
    .insertInto('compliance_choice')
    .values(
      choices.map(({ frameworkId, baselineId }) => ({
        tenant_id: tenantId,
        framework_id: frameworkId,
        baseline_id: baselineId ?? null,
        chosen_at: at,
      })),
    )
    .execute()
}

export type StoredDocument = Omit<Selectable<ComplianceTables['control_document']>, 'content'>

const documentColumns = [
  'tenant_id',
  'document_id',
  'framework_id',
  'control_id',
  'title',
  'file_name',
  'media_type',
  'effective_at',
  'received_at',
  'expires_at',
  'sha256',
  'attached_by',
  'withdrawn_at',
] as const

/** Without their bytes; those that were withdrawn too, newest first. */
export function findDocuments(tx: StateTransaction): Promise<readonly StoredDocument[]> {
  return complianceTables(tx)
    .selectFrom('control_document')
    .select(documentColumns)
    .orderBy('received_at', 'desc')
    .execute()
}

export async function findDocumentContent(
  tx: StateTransaction,
  documentId: string,
): Promise<(StoredDocument & { readonly content: Buffer }) | undefined> {
  return complianceTables(tx)
    .selectFrom('control_document')
    .selectAll()
    .where('document_id', '=', documentId)
    .executeTakeFirst()
}

export async function insertDocument(
  tx: StateTransaction,
  row: Selectable<ComplianceTables['control_document']>,
): Promise<void> {
  await complianceTables(tx).insertInto('control_document').values(row).execute()
}

/** It stays to be read; it carries its control no longer. False: there is none, or it was withdrawn. */
export async function withdrawDocument(tx: StateTransaction, documentId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await complianceTables(tx)
    .updateTable('control_document')
    .set({ withdrawn_at: at })
    .where('document_id', '=', documentId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export function controlDocumentOf(row: StoredDocument): ControlDocument {
  return {
    id: row.document_id,
    frameworkId: row.framework_id,
    controlId: row.control_id,
    title: row.title,
    effectiveMs: row.effective_at.getTime(),
    receivedMs: row.received_at.getTime(),
    expiresMs: row.expires_at.getTime(),
    sha256: row.sha256,
  }
}

export async function findExemptions(tx: StateTransaction): Promise<readonly NotApplicable[]> {
  const rows = await complianceTables(tx).selectFrom('control_exemption').selectAll().execute()
  return rows.map(({ framework_id, control_id, reason, decided_by, decided_at, review_at }) => ({
    frameworkId: framework_id,
    controlId: control_id,
    reason,
    decidedBy: decided_by,
    decidedMs: decided_at.getTime(),
    ...(review_at === null ? {} : { reviewMs: review_at.getTime() }),
  }))
}

export async function putExemption(
  tx: StateTransaction,
  tenantId: TenantId,
  { frameworkId, controlId, reason, decidedBy, decidedMs, reviewMs }: NotApplicable,
): Promise<void> {
  const values = {
    reason,
    decided_by: decidedBy,
    decided_at: new Date(decidedMs),
    review_at: reviewMs === undefined ? null : new Date(reviewMs),
  }
  await complianceTables(tx)
    .insertInto('control_exemption')
    .values({ tenant_id: tenantId, framework_id: frameworkId, control_id: controlId, ...values })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'framework_id', 'control_id']).doUpdateSet(values),
    )
    .execute()
}

export async function deleteExemption(
  tx: StateTransaction,
  frameworkId: string,
  controlId: string,
): Promise<boolean> {
  const { numDeletedRows } = await complianceTables(tx)
    .deleteFrom('control_exemption')
    .where('framework_id', '=', frameworkId)
    .where('control_id', '=', controlId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export type StoredState = Selectable<ComplianceTables['control_state']>

export function findStates(tx: StateTransaction, frameworkId: string): Promise<readonly StoredState[]> {
  return complianceTables(tx)
    .selectFrom('control_state')
    .selectAll()
    .where('framework_id', '=', frameworkId)
    .execute()
}

/** One statement for a framework: a thousand controls are one round. */
export async function putStates(
  tx: StateTransaction,
  tenantId: TenantId,
  statuses: readonly ControlStatus[],
  at: Date,
): Promise<void> {
  const rows = statuses.map(({ frameworkId, controlId, state, untilMs }) => ({
    tenant_id: tenantId,
    framework_id: frameworkId,
    control_id: controlId,
    state,
    until_at: untilMs === undefined ? null : new Date(untilMs).toISOString(),
    changed_at: at.toISOString(),
  }))
  await sql`
    INSERT INTO control_state
    SELECT * FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row(
      tenant_id text, framework_id text, control_id text, state text, until_at timestamptz, changed_at timestamptz)
    ON CONFLICT (tenant_id, framework_id, control_id) DO UPDATE SET
      state = excluded.state,
      until_at = excluded.until_at,
      changed_at = CASE WHEN control_state.state = excluded.state THEN control_state.changed_at
                        ELSE excluded.changed_at END`.execute(tx)
}
