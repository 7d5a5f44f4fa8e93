import type { GeneratedAlways } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'

/** Rows as PostgreSQL holds them; see migrations/. */
export type EvidenceTables = {
  evidence_pending: {
    tenant_id: string
    seq: GeneratedAlways<number>
    kind: string
    ref: string
    at: Date | null
    subject: string | null
    document: string | null
  }
  evidence_log: {
    tenant_id: string
    epoch: number
    origin: string
    verifier_keys: string[]
    signing_keys: Buffer
    created_at: Date
    place: string
    ended_at: Date | null
    checkpoint: string | null
  }
  evidence_entry: {
    tenant_id: string
    kind: string
    ref: string
    seq: GeneratedAlways<number>
    at: Date
    prepared_at: Date
    sealed_at: Date | null
    subject: string | null
    envelope: string
    payload: Buffer | null
    epoch: number | null
    log_index: number | null
  }
  evidence_subject_key: {
    tenant_id: string
    subject: string
    wrapped: Buffer
    created_at: Date
  }
  evidence_witness: {
    tenant_id: string
    name: string
    url: string
    verifier_key: string
    added_at: Date
    epoch: number | null
    cosigned_size: number | null
    cosigned_at: Date | null
    failing_since: Date | null
    last_error: string | null
    conflict_at: Date | null
  }
  evidence_receipted: {
    tenant_id: string
    source_id: string
    receipted_to: Date
  }
}

export const evidenceTables = (tx: StateTransaction) => tx.withTables<EvidenceTables>()
