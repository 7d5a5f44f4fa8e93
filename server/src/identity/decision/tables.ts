import type { StateTransaction } from '../../platform/state/state.ts'

/** Rows as PostgreSQL holds them; see ../migrations/. */
export type DecisionTables = {
  access_policy: {
    tenant_id: string
    policy_id: string
    version: number
    name: string
    text: string
    subject: string | null
    removed: boolean
    changed_at: Date
    changed_by: string
  }
  access_entity: {
    tenant_id: string
    kind: 'subject' | 'resource' | 'action'
    type: string
    entity_id: string
    properties: string
    changed_at: Date
  }
  decision: {
    tenant_id: string
    decision_id: string
    at: Date
    subject: string
    action: string
    resource: string
    allowed: boolean
    reason: string
    mandate_id: string | null
    record: string
  }
  step_up: {
    tenant_id: string
    step_up_id: string
    decision_id: string
    mandate_id: string
    request_hash: string
    subject: string
    action: string
    resource: string
    status: 'waiting' | 'approved' | 'refused'
    created_at: Date
    expires_at: Date
    answered_by_id: string | null
    answered_by: string | null
    answered_at: Date | null
    reason: string | null
    used_at: Date | null
  }
}

export const decisionTables = (tx: StateTransaction) => tx.withTables<DecisionTables>()
