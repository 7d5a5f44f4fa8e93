import type { StateTransaction } from '../platform/state/state.ts'

/** Rows as PostgreSQL holds them; see migrations/. */
export type ComplianceTables = {
  compliance_choice: {
    tenant_id: string
    framework_id: string
    baseline_id: string | null
    chosen_at: Date
  }
  observation: {
    tenant_id: string
    kind_id: string
    subject: string
    ref: string
    satisfied: boolean
    statement: string
    collected_at: Date
  }
  control_state: {
    tenant_id: string
    framework_id: string
    control_id: string
    state: string
    until_at: Date | null
    changed_at: Date
  }
  control_document: {
    tenant_id: string
    document_id: string
    framework_id: string
    control_id: string
    title: string
    file_name: string
    media_type: string
    effective_at: Date
    received_at: Date
    expires_at: Date
    sha256: string
    content: Buffer
    attached_by: string
    withdrawn_at: Date | null
  }
  control_exemption: {
    tenant_id: string
    framework_id: string
    control_id: string
    reason: string
    decided_by: string
    decided_at: Date
    review_at: Date | null
  }
  control_review: {
    tenant_id: string
    review_id: string
    kind_id: string
    incident_id: string | null
    statement: string
    covered: string
    reviewed_by: string
    reviewed_at: Date
  }
  notification_case: {
    tenant_id: string
    incident_id: string
    aware_at: Date
    opened_by: string
    opened_at: Date
    regime_ids: string[]
    traits: string[]
    time_zone: string
    holidays: string[]
    moments: string
    closed_at: Date | null
    close_reason: string | null
    version: number
  }
  notification_submission: {
    tenant_id: string
    submission_id: string
    incident_id: string
    regime_id: string
    stage_id: string
    submitted_at: Date
    submitted_by: string
    authority: string
    reference: string
    acknowledged_at: Date | null
    report: string
  }
}

export const complianceTables = (tx: StateTransaction) => tx.withTables<ComplianceTables>()
