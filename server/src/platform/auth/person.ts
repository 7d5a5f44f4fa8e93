import type { Right, Role } from '@countersign/api/person'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** Who is behind a request to the API: somebody with a session, or the holder of a tenant's API key. */
export type Person = {
  readonly personId: string
  readonly name: string
  readonly role: Role | 'api-key'
  /** What this person may do, already resolved: `rightsOf` of the role, or the rights of the key. */
  readonly rights: ReadonlySet<Right>
  /** Tenants this person may see, already resolved; never widened by a request. */
  readonly tenantIds: readonly TenantId[]
}

export type Caller =
  | {
      readonly kind: 'session'
      readonly person: Person
      readonly sessionId: string
      readonly createdAt: Date
      /** When the session ends whatever is done in it; it ends earlier when nothing is. */
      readonly expiresAt: Date
      /** Until a way to sign in is set up, a one-time link was the only one. */
      readonly isSetUp: boolean
    }
  | { readonly kind: 'api-key'; readonly person: Person }

export type SessionCaller = Extract<Caller, { readonly kind: 'session' }>
