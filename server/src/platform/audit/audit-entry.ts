import type { AuditActor, AuditOutcome } from '@countersign/api/audit'
import type { StateTransaction } from '../state/state.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** One thing that somebody did or tried, as it is stored. Texts are bounded, and secrets left out, by whoever makes it. */
export type AuditRecord = {
  readonly at: Date
  readonly action: string
  readonly outcome: AuditOutcome
  readonly status: number | null
  readonly actor: AuditActor
  readonly requestId: string | null
  readonly address: string | null
  readonly userAgent: string | null
  readonly target: Readonly<Record<string, string>>
  /** JSON. */
  readonly before: string | null
  readonly after: string | null
}

/** Where entries go: the feature `audit`, wired by main.ts. */
export type AuditTrail = {
  /**
   * Writes one entry for each tenant, or one of the operator's when there is none. Called as the last act of a
   * transaction: it sets the tenants that the rest of it sees.
   */
  readonly write: (tx: StateTransaction, tenantIds: readonly TenantId[], record: AuditRecord) => Promise<void>
}
