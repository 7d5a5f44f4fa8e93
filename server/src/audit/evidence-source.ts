import type { EvidenceDocument, EvidenceSource } from '../evidence/service.ts'
import type { AuditTables } from './tables.ts'

/** Entries of a tenant's audit trail, as evidence. Whose data: the person's or key's that acted. */
export const auditEvidence: EvidenceSource = {
  kind: 'act',
  read: async (tx, refs) => {
    const rows = await tx
      .withTables<AuditTables>()
      .selectFrom('audit_entry')
      .selectAll()
      .where('entry_id', 'in', refs)
      .execute()
    return new Map(
      rows.map(({ at, tenant_id: _, entry_id, ...entry }): [string, EvidenceDocument] => [
        entry_id,
        {
          at,
          subject: `${entry.actor_kind}/${entry.actor_id}`,
          document: { entryId: entry_id, at: at.toISOString(), ...entry },
        },
      ]),
    )
  },
}
