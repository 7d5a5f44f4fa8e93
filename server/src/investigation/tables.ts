import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

export type InvestigationRecord = {
  tenant_id: TenantId
  incident_id: string
  investigated_at: Date
  incident_hash: string
  explanation: string
  explanation_hash: string
  answers: string
  phrasing: string | null
}

export type LanguageModelRecord = {
  only_row: boolean
  base_url: string
  model: string
  sub_processor: string
  region: string
  api_key: Buffer | null
  changed_at: Date
  changed_by: string
}

type InvestigationTables = {
  investigation: InvestigationRecord
  language_model: LanguageModelRecord
  language_model_use: { tenant_id: TenantId; is_enabled: boolean; changed_at: Date }
}

export const tables = (tx: StateTransaction) => tx.withTables<InvestigationTables>()
