import type { CheckedIdentity, HeldMandate } from '@countersign/authority/checks/check-subject'
import type { AuthoritySets } from '@countersign/explanation/explanation'
import type { DetectionFinding } from '@countersign/incident/finding'
import type { Limits } from '../../platform/limits.ts'
import type { Platform } from '../../platform/platform.ts'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { PolicyInForce } from '../configuration/policy-book.ts'
import type { LakeEvent } from '../explanation/service.ts'
import type { Inventory } from '../inventory/service.ts'

/** A person as the people of the platform know them; undefined: they know nobody of that name. */
export type KnownStanding = { readonly name: string; readonly isThere: boolean }

/** What checks need of other rooms and features, wired by add-checks.ts. */
export type CheckPorts = {
  /** `person:<id>`, `user:<address>` or an e-mail address. */
  readonly personOf: (tenantId: TenantId, key: string) => Promise<KnownStanding | undefined>
  readonly marks: Inventory['marks']
  readonly records: Inventory['records']
  readonly changedAt: Inventory['changedAt']
  /** The joined record of an identity, by any of its keys. */
  readonly identityOf: (tenantId: TenantId, key: string) => Promise<CheckedIdentity | undefined>
  /** Every mandate that was ever approved, in force or over. */
  readonly mandates: (tx: StateTransaction) => Promise<readonly HeldMandate[]>
  readonly policyNow: (tenantId: TenantId) => Promise<PolicyInForce>
  readonly setsOf: (tenantId: TenantId, identityKey: string) => Promise<AuthoritySets>
  /** Spans of agents that arrived since `fromMs`, newest first, at most `max`. */
  readonly spans: (tenantId: TenantId, fromMs: number, max: number) => Promise<readonly LakeEvent[]>
  /** Notes what happened to identities in their lives, within the transaction. */
  readonly noteLife: Inventory['noteLife']
  /** Stores findings and hands them on; the same finding twice changes nothing. */
  readonly report: (tenantId: TenantId, findings: readonly DetectionFinding[]) => Promise<void>
}

export type CheckParts = Pick<Platform, 'state' | 'lake' | 'clock'> &
  CheckPorts & {
    readonly limits: Pick<
      Limits,
      | 'identityChecksPerPassMax'
      | 'identityCheckSetsPerPassMax'
      | 'identityCheckFindingsPerPassMax'
      | 'identityCheckSpansMax'
    >
  }
