import type { Explanation } from '@countersign/explanation/explanation'
import type { SigmaLevel } from '@countersign/sigma/match'
import type { DetectionFinding } from './finding.ts'

/** An Incident Finding: the thing an analyst works on. Grouped by tenant first, then identity or host, then time. */
export type Incident = {
  readonly tenantId: string
  /** Deterministic: derived from the tenant, the grouping key and the first finding. */
  readonly incidentId: string
  readonly title: string
  readonly severity: SigmaLevel
  /** Identity keys involved, the main one first. */
  readonly identities: readonly string[]
  readonly hosts: readonly string[]
  readonly firstMs: number
  readonly lastMs: number
  readonly findings: readonly DetectionFinding[]
  readonly explanation: Explanation
}
