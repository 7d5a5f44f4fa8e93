import type { EvidenceDocument, EvidenceSource } from '../../evidence/service.ts'
import { decisionTables } from './tables.ts'

/** Answers of the decision point, as evidence, with all that they were reached from. */
export const decisionEvidence: EvidenceSource = {
  kind: 'decision',
  read: async (tx, refs) => {
    const rows = await decisionTables(tx)
      .selectFrom('decision')
      .selectAll()
      .where('decision_id', 'in', refs)
      .execute()
    return new Map(
      rows.map(({ at, tenant_id: _, decision_id, record, ...decision }): [string, EvidenceDocument] => [
        decision_id,
        {
          at,
          subject: decision.subject,
          document: {
            decisionId: decision_id,
            at: at.toISOString(),
            ...decision,
            record: JSON.parse(record),
          },
        },
      ]),
    )
  },
}
