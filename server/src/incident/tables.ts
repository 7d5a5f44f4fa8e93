import type { Generated } from 'kysely'

/** Rows as PostgreSQL holds them; see migrations/. */
export type IncidentTables = {
  incident: IncidentRecord
  incident_finding: FindingRecord
  incident_history: HistoryRecord
  incident_sweep: { tenant_id: string; swept_to: Date }
}

export type IncidentRecord = {
  tenant_id: string
  incident_id: string
  status: 'new' | 'in-progress' | 'resolved'
  reported: boolean
  merged_into: string | null
  title: string
  statement: string
  severity: number
  identities: string[]
  hosts: string[]
  first_at: Date
  last_at: Date
  created_at: Date
  updated_at: Date
  change_seq: number
  finding_count: number
  rule_count: number
  assignee: string | null
  grouping: string
  link_keys: string[]
  issuers: string
  explanation: string
  explanation_hash: string
}

export type FindingRecord = {
  tenant_id: string
  finding_id: string
  incident_id: string
  rule_id: string
  first_at: Date
  last_at: Date
  finding: string | null
}

export type HistoryRecord = {
  tenant_id: string
  incident_id: string
  entry: Generated<number>
  at: Date
  who: string
  what: string
}
