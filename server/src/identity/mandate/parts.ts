import type { DetectionFinding } from '@countersign/incident/finding'
import type { Limits } from '../../platform/limits.ts'
import type { Platform } from '../../platform/platform.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

/** Somebody who can sign in and sees the tenant. */
export type KnownPerson = {
  readonly personId: string
  readonly name: string
  /** Whether this person has the right mandate.approve there. */
  readonly mayApprove: boolean
}

/** What mandates need of other features, wired by main.ts. */
export type MandatePorts = {
  /** Undefined for whoever is gone: removed, disabled, or without sight of the tenant. */
  readonly personOf: (tenantId: TenantId, personId: string) => Promise<KnownPerson | undefined>
  /** Stores findings and hands them on; the same finding twice changes nothing. */
  readonly report: (tenantId: TenantId, findings: readonly DetectionFinding[]) => Promise<void>
  /** Told after mandates of these identities changed: the decision point, and the inventory for their stage of life. */
  readonly changed: (tenantId: TenantId, identityKeys: readonly string[]) => Promise<void>
  /** Told in the transaction that takes a mandate away. */
  readonly revoked: (
    tx: StateTransaction,
    tenantId: TenantId,
    identityKey: string,
    reason: string,
  ) => Promise<void>
}

export type MandateParts = Pick<Platform, 'state' | 'lake' | 'clock'> &
  MandatePorts & {
    readonly limits: Pick<
      Limits,
      'mandatesMax' | 'mandateTtlMaxDays' | 'mandateReviewDays' | 'mandateExpiringDays'
    >
    /** Findings that this process has told of already. */
    readonly told: Set<string>
  }
