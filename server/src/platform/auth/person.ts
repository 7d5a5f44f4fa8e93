import type { TenantId } from '../tenancy/tenant-id.ts'

/** Who is behind a request to the API, resolved from the session cookie or an API key. */
export type Person = {
  readonly personId: string
  readonly name: string
  readonly role: 'operator-admin' | 'detection-engineer' | 'analyst' | 'auditor'
  /** Tenants this person may see, already resolved; never widened by a request. */
  readonly tenantIds: readonly TenantId[]
}
