import type { Transaction } from 'kysely'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** Tables are declared by the feature that owns them; a feature types its transaction with `tx.withTables<Its>()`. */
// biome-ignore lint/complexity/noBannedTypes: the empty set of tables is exactly what is meant
export type StateTransaction = Transaction<{}>

/**
 * State of one region: PostgreSQL, embedded or external. Row level security is forced on every tenant table, and the
 * tenants a transaction may see are set inside it, so a forgotten WHERE shows nothing foreign.
 * Errors: `STATE_DOWN`.
 */
export interface State {
  readonly kind: 'embedded' | 'external'
  readonly forTenant: <T>(tenantId: TenantId, work: (tx: StateTransaction) => Promise<T>) => Promise<T>
  readonly forTenants: <T>(
    tenantIds: readonly TenantId[],
    work: (tx: StateTransaction) => Promise<T>,
  ) => Promise<T>
  /**
   * Inserts rows of these tenants in a transaction of its own that takes one round trip instead of four: for what is
   * written thousands of times a second. `columns` are names with types, as in a table's definition; both are ours, never
   * text from outside. Resolves when the rows are committed.
   */
  readonly insertForTenants: (
    tenantIds: readonly TenantId[],
    table: string,
    columns: string,
    rows: readonly object[],
  ) => Promise<void>
  /** Operator-level tables only (tenant registry, people, sessions, sources by key): sees no row of a tenant table. */
  readonly asOperator: <T>(work: (tx: StateTransaction) => Promise<T>) => Promise<T>
  /** LISTEN/NOTIFY, at most 8000 bytes of payload. The returned function stops listening. */
  readonly listen: (channel: string, handler: (payload: string) => void) => Promise<() => Promise<void>>
  readonly notify: (channel: string, payload: string) => Promise<void>
  readonly close: () => Promise<void>
}
