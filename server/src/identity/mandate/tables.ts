import type { StateTransaction } from '../../platform/state/state.ts'

export type MandateStatus = 'proposed' | 'approved' | 'declined' | 'revoked' | 'expired'
export type MandateChange =
  | 'proposed'
  | 'changed'
  | 'approved'
  | 'declined'
  | 'reviewed'
  | 'revoked'
  | 'replaced'
  | 'expired'

/** Rows as PostgreSQL holds them; see ../migrations/. `terms` and `evidence` are JSON. */
export type MandateTables = {
  mandate: {
    tenant_id: string
    mandate_id: string
    version: number
    identity_key: string
    status: MandateStatus
    sponsor_id: string | null
    sponsor: string | null
    terms: string
    evidence: string | null
    replaces: string | null
    proposed_by_id: string
    proposed_by: string
    created_at: Date
    changed_at: Date
    valid_from: Date
    expires_at: Date
    review_at: Date
    reminded_at: Date | null
  }
  mandate_change: {
    tenant_id: string
    mandate_id: string
    version: number
    at: Date
    who_id: string
    who: string
    change: MandateChange
    reason: string
    terms: string
    policy_hash: string
  }
  mandate_watch: { tenant_id: string; seen_to: Date }
}

export const mandateTables = (tx: StateTransaction) => tx.withTables<MandateTables>()
