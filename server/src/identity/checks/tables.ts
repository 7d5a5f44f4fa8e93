import type { StateTransaction } from '../../platform/state/state.ts'

/** Rows as PostgreSQL holds them; see ../migrations/. `results` and `counts` are JSON. */
export type CheckTables = {
  identity_check: {
    tenant_id: string
    identity_key: string
    judged_at: Date
    sets_at: Date | null
    retired_since: Date | null
    failed: string[]
    unknown: string[]
    passed: string[]
    results: string
  }
  identity_check_failure: {
    tenant_id: string
    check_id: string
    identity_key: string
    since: Date
    finding_id: string
    statement: string
    told_at: Date | null
    resolved_at: Date | null
  }
  identity_check_pass: {
    tenant_id: string
    passed_at: Date
    identities: number
    waiting: number
    counts: string
  }
}

export const checkTables = (tx: StateTransaction) => tx.withTables<CheckTables>()
