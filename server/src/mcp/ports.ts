import type { ExplainedEvent } from '@countersign/api/explanation'
import type { IdentityRecord, InventoryPage } from '@countersign/api/inventory'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** What tools ask of identities and tenants: wired by main.ts. */
export type McpPorts = {
  /** Tenants of the region; names are only ever shown of those that the caller may see. */
  readonly tenants: () => Promise<readonly { readonly tenantId: TenantId; readonly name: string }[]>
  /** Errors: NOT_FOUND, LAKE_DOWN, STATE_DOWN. */
  readonly explainEvent: (tenantId: TenantId, eventId: string) => Promise<ExplainedEvent>
  readonly inventory: {
    /** Errors: REQUEST_INVALID. */
    readonly list: (
      tenantId: TenantId,
      query: {
        readonly text?: string
        readonly owner?: 'none' | 'some'
        readonly cursor?: string
        readonly limit: number
      },
    ) => Promise<InventoryPage>
    /** By any key it is known by. Errors: NOT_FOUND. */
    readonly read: (tenantId: TenantId, identityKey: string) => Promise<{ readonly value: IdentityRecord }>
  }
}
