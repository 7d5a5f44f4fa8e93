/** Rows as PostgreSQL holds them; see migrations/. */
export type AuditTables = {
  audit_entry: EntryRow & { tenant_id: string }
  operator_audit_entry: EntryRow
}

export type EntryRow = {
  entry_id: string
  at: Date
  action: string
  outcome: 'done' | 'refused' | 'failed'
  status: number | null
  actor_kind: 'person' | 'api-key' | 'system' | 'unknown'
  actor_id: string
  actor_name: string
  actor_role: string
  request_id: string | null
  address: string | null
  user_agent: string | null
  target: Record<string, string>
  before: string | null
  after: string | null
}
