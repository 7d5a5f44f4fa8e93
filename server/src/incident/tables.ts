import type { Resolution } from '@countersign/api/incident'
import type { SavedView } from '@countersign/api/incident-work'
import type { ColumnType, Generated } from 'kysely'

/** Rows as PostgreSQL holds them; see migrations/. */
export type IncidentTables = {
  incident: IncidentRecord
  incident_finding: FindingRecord
  incident_history: HistoryRecord
  incident_sweep: { tenant_id: string; swept_to: Date }
  incident_merge: MergeRecord
  incident_note: NoteRecord
  saved_view: ViewRecord
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
  snoozed_until: Date | null
  resolution: Resolution | null
}

export type FindingRecord = {
  tenant_id: string
  finding_id: string
  incident_id: string
  rule_id: string
  first_at: Date
  last_at: Date
  finding: string | null
  /** Ids of the incidents it was in before, the last one last. */
  came_from: ColumnType<string[], string[] | undefined>
}

export type HistoryRecord = {
  tenant_id: string
  incident_id: string
  entry: Generated<number>
  at: Date
  who: string
  what: string
}

export type MergeRecord = {
  tenant_id: string
  from_id: string
  into_id: string
  at: Date
  who: string
  reason: string
  from_status: IncidentRecord['status']
}

export type NoteRecord = {
  tenant_id: string
  note_id: string
  incident_id: string
  author_id: string
  author: string
  at: Date
  edited_at: Date | null
  hand_over: boolean
  text: string
}

export type ViewRecord = {
  view_id: string
  owner_id: string
  owner: string
  page: SavedView['page']
  name: string
  search: string
  shared: boolean
  changed_at: Date
}
