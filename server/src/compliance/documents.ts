import { createHash, randomUUID } from 'node:crypto'
import type { AttachedDocument, DocumentPost } from '@countersign/api/compliance'
import type { Evidence } from '../evidence/service.ts'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { SecretBox } from '../platform/auth/secret-box.ts'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { findDocumentContent, insertDocument, type StoredDocument } from './control-store.ts'

type DocumentParts = {
  readonly state: State
  readonly clock: Clock
  readonly evidence: Pick<Evidence, 'state'>
  readonly box: SecretBox
}

export type Attachment = {
  readonly frameworkId: string
  readonly controlId: string
  readonly document: DocumentPost
  readonly by: string
}

/** The bytes are sealed; their hash, and both dates, are in the evidence log. Errors: REQUEST_INVALID. */
export async function attachDocument(
  { state, clock, evidence, box }: DocumentParts,
  tenantId: TenantId,
  { frameworkId, controlId, document, by }: Attachment,
): Promise<AttachedDocument> {
  const { title, fileName, mediaType, effectiveAt, expiresAt, content } = document
  if (effectiveAt >= expiresAt)
    throw new CountersignError('REQUEST_INVALID', 'expiresAt: it has to be after effectiveAt')
  const bytes = Buffer.from(content, 'base64')
  if (bytes.toString('base64') !== content)
    throw new CountersignError('REQUEST_INVALID', 'content: it is not base 64')
  const row = {
    tenant_id: tenantId,
    document_id: randomUUID(),
    framework_id: frameworkId,
    control_id: controlId,
    title,
    file_name: fileName,
    media_type: mediaType,
    effective_at: new Date(effectiveAt),
    received_at: new Date(clock.now()),
    expires_at: new Date(expiresAt),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    attached_by: by,
    withdrawn_at: null,
  }
  const shown = shownDocument(row)
  await state.forTenant(tenantId, async (tx) => {
    noteAudit({
      target: { framework: frameworkId, control: controlId },
      after: { title, sha256: row.sha256 },
    })
    await insertDocument(tx, { ...row, content: box.seal(purpose(tenantId, row.document_id), content) })
    await evidence.state(tx, tenantId, [
      { kind: 'control', ref: `document/${row.document_id}`, at: row.received_at, document: shown },
    ])
  })
  return shown
}

/** Errors: NOT_FOUND. */
export async function documentContent(
  { state, box }: DocumentParts,
  tenantId: TenantId,
  documentId: string,
): Promise<{ readonly document: AttachedDocument; readonly content: Buffer }> {
  const row = await state.forTenant(tenantId, (tx) => findDocumentContent(tx, documentId))
  if (row === undefined) throw new CountersignError('NOT_FOUND', `document ${documentId}`)
  const content = Buffer.from(box.open(purpose(tenantId, documentId), row.content), 'base64')
  return { document: shownDocument(row), content }
}

const purpose = (tenantId: TenantId, documentId: string) => `control-document/${tenantId}/${documentId}`

export function shownDocument(row: StoredDocument): AttachedDocument {
  return {
    documentId: row.document_id,
    frameworkId: row.framework_id,
    controlId: row.control_id,
    title: row.title,
    fileName: row.file_name,
    mediaType: row.media_type,
    effectiveAt: row.effective_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    sha256: row.sha256,
    attachedBy: row.attached_by,
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
  }
}
