import type { EvidenceDocument, EvidenceSource } from '../evidence/service.ts'
import { tables } from './tables.ts'

/** Verdicts on incidents, with all that they were reached from. */
export const triageEvidence: EvidenceSource = {
  kind: 'verdict',
  read: async (tx, refs) => {
    const rows = await tables(tx)
      .selectFrom('triage_verdict')
      .select(['verdict_id', 'decided_at', 'record', 'record_hash', 'explanation_hash'])
      .where('verdict_id', 'in', refs)
      .execute()
    return new Map(
      rows.map(
        ({ verdict_id, decided_at, record, record_hash, explanation_hash }): [string, EvidenceDocument] => [
          verdict_id,
          {
            at: decided_at,
            document: {
              verdictId: verdict_id,
              decidedAt: decided_at.toISOString(),
              recordHash: record_hash,
              explanationHash: explanation_hash,
              record: JSON.parse(record),
            },
          },
        ],
      ),
    )
  },
}
