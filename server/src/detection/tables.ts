/** Rows as PostgreSQL holds them; see migrations/. */
export type DetectionTables = {
  rule_pack: PackRecord
  rule_text: { text_hash: string; text: string }
  rule_document: { pack: string; path: string; text_hash: string; license: string | null }
  rule_skipped: { pack: string; path: string; reason: string }
  rule_switched_off: { tenant_id: string; rule_id: string; changed_at: Date; changed_by: string }
  tenant_rule: TenantRuleRecord
  correlation_progress: { tenant_id: string; seen_to: Date }
  rule_test: RuleTestRecord
}

export type PackRecord = {
  pack: string
  content_hash: string
  origin: string
  license: string | null
  installed_at: Date
}

export type TenantRuleRecord = {
  tenant_id: string
  document_id: string
  kind: 'rule' | 'correlation' | 'filter'
  title: string
  text: string
  changed_at: Date
  changed_by: string
}

export type RuleTestRecord = {
  tenant_id: string
  test_id: string
  rule_id: string
  title: string
  kind: 'rule' | 'correlation'
  yaml: string | null
  from_at: Date
  to_at: Date
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
  scanned: number
  total: number
  failure: string | null
  result: string | null
  by_name: string
  created_at: Date
}
