import type { AutonomyMode, TrainingStatus, Verdict, VerdictLabel } from '@countersign/api/triage'
import type { StateTransaction } from '../platform/state/state.ts'

/** Rows as PostgreSQL holds them; see migrations/. */
type TriageTables = {
  triage_model: { tenant_id: string; model_hash: string; bytes: Buffer }
  triage_book: BookRecord
  triage_training: TrainingRecord
  triage_verdict: VerdictRow
  triage_family: FamilyRow
  triage_outcome: OutcomeRow
  triage_closing: ClosingRow
  triage_review: ReviewRow
  triage_label: LabelRow
}

export type BookRecord = {
  tenant_id: string
  book_hash: string
  model_hash: string
  base_hash: string | null
  data_hash: string
  book: string
  seed: number
  cpu_seconds: number
  data: string
  made_at: Date
  in_use: boolean
}

export type TrainingRecord = {
  tenant_id: string
  state: TrainingStatus['state']
  why: string
  requested_at: Date
  started_at: Date | null
  finished_at: Date | null
  seed: number
  base_hash: string | null
  history: Buffer | null
  snapshot: Buffer | null
  data: string
  progress: number
  cpu_seconds: number
  failure: string | null
}

export type VerdictRow = {
  tenant_id: string
  verdict_id: string
  incident_id: string
  verdict: Verdict
  reason: string | null
  probability: number
  families: string[]
  decided_at: Date
  inputs_hash: string
  is_latest: boolean
  book_hash: string
  record: string
  record_hash: string
  explanation: string
  explanation_hash: string
}

export type FamilyRow = {
  tenant_id: string
  family_id: string
  title: string
  mode: AutonomyMode
  since: Date | null
  who: string | null
  reason: string | null
  drifting: boolean
}

export type OutcomeRow = {
  tenant_id: string
  incident_id: string
  verdict_id: string
  verdict: Verdict
  probability: number
  families: string[]
  label: VerdictLabel
  at: Date
}

export type ClosingRow = {
  tenant_id: string
  incident_id: string
  verdict_id: string
  families: string[]
  probability: number
  reason: string
  closed_at: Date
  is_done: boolean
  reversed_at: Date | null
  reversed_by: string | null
}

export type ReviewRow = {
  tenant_id: string
  incident_id: string
  closed_by: 'platform' | 'person'
  families: string[]
  sampled_at: Date
  label: VerdictLabel | null
  reviewed_at: Date | null
  reviewed_by: string | null
  note: string | null
}

export type LabelRow = {
  tenant_id: string
  finding_id: string
  incident_id: string
  label: VerdictLabel
  intent: string | null
  who: string
  at: Date
}

export const tables = (tx: StateTransaction) => tx.withTables<TriageTables>()
