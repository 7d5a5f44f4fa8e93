import type { EvidenceKind } from '@countersign/api/evidence'
import type { StateTransaction } from '../platform/state/state.ts'
import type { EvidenceDocument } from './entry.ts'

/**
 * A feature whose rows are sealed by the trigger of seal_as_evidence: what one of them is, asked for when its entry is
 * prepared, in a transaction of its tenant. A ref that it leaves out is logged as gone before it could be read.
 */
export type EvidenceSource = {
  readonly kind: EvidenceKind
  readonly read: (
    tx: StateTransaction,
    refs: readonly string[],
  ) => Promise<ReadonlyMap<string, EvidenceDocument>>
}
