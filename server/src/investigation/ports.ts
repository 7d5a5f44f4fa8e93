import type { IdentityReach } from '@countersign/api/authority'
import type { ConfigurationVersion } from '@countersign/api/configuration'
import type { IdentityRecord } from '@countersign/api/inventory'
import type { MandateRow } from '@countersign/api/mandate'
import type { SourceId, TenantId } from '../platform/tenancy/tenant-id.ts'

/** What an investigation asks of identities and sources, besides the lake: wired by main.ts. Errors of all: STATE_DOWN. */
export type InvestigationPorts = {
  readonly inventory: {
    /** By any key it is known by. Errors: NOT_FOUND. */
    readonly read: (tenantId: TenantId, identityKey: string) => Promise<{ readonly value: IdentityRecord }>
    /** Takes in who came up in the lake since the last time. Errors: LAKE_DOWN. */
    readonly fold: (tenantId: TenantId) => Promise<number>
  }
  /** Mandates of an identity that somebody approved, whether or not they are in force. */
  readonly approvedMandates: (tenantId: TenantId, identityKey: string) => Promise<readonly MandateRow[]>
  readonly configurations: {
    /** The newest version of each. */
    readonly list: (tenantId: TenantId) => Promise<readonly ConfigurationVersion[]>
    readonly versions: (
      tenantId: TenantId,
      configurationId: string,
    ) => Promise<readonly ConfigurationVersion[]>
  }
  readonly authority: {
    /** What it, or whoever it can become, can get at by the policy in force. Errors: NOT_FOUND, LAKE_DOWN. */
    readonly reach: (tenantId: TenantId, identityKey: string) => Promise<IdentityReach>
  }
  readonly sourceName: (tenantId: TenantId, sourceId: SourceId) => Promise<string | undefined>
}
