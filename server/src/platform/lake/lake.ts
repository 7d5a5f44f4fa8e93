import type { TenantId } from '../tenancy/tenant-id.ts'
import type { LakeArchive } from './lake-archive.ts'

/** Tables of the lake. Every one carries `tenant_id` as its first column. */
export type LakeTable = 'events' | 'findings' | 'unparsed'

/** Formats of ClickHouse that rows come in. `Native` (native-block.ts) costs the engine half of what text does. */
export type LakeFormat = 'TabSeparated' | 'Native'

/** A batch for one table: rows whose fields are in the order of `columns`. */
export type LakeBatch = {
  readonly table: LakeTable
  readonly columns: readonly string[]
  readonly rows: Uint8Array
  /** Default: `TabSeparated`, with its escapes. */
  readonly format?: LakeFormat
  readonly rowCount: number
  /** Same token, same table: stored once, however often it is sent. Deterministic in the batch's content. */
  readonly token: string
}

export type LakeParam = string | number | bigint | readonly string[] | readonly number[]
export type LakeParams = Readonly<Record<string, LakeParam>>

/**
 * Tables as sub-selects that hold only the caller's tenants; the only way a statement can name a table. `findings` is
 * read FINAL: a replaced row is never seen twice.
 */
export type ScopedTables = Readonly<Record<LakeTable, string>>

/**
 * Reads within one set of tenants. The statement is written by us and names tables only through `tables`;
 * every value is a bound parameter (`{name:Type}`). User text never becomes SQL. Rows come as JSON: DateTime64 as
 * RFC 3339 UTC text (`2026-01-01T00:00:00.123Z`), 64-bit integers as numbers, invalid UTF-8 as U+FFFD (read bytes with
 * `hex(raw)` or `base64Encode(raw)`). The statement carries no SETTINGS and no FORMAT.
 */
export interface TenantLake {
  readonly tenantIds: readonly TenantId[]
  readonly query: <Row>(
    statement: (tables: ScopedTables) => string,
    params?: LakeParams,
  ) => Promise<readonly Row[]>
}

/** Which rows of one tenant go: those that arrived before a moment, of every format or of some. */
export type LakeForget = {
  readonly table: LakeTable
  /** Milliseconds since 1970; by arrival, so a source whose clock is wrong loses nothing early. */
  readonly arrivedBeforeMs: number
  /** Of the table `events` only. */
  readonly formats?: { readonly kind: 'only' | 'all-but'; readonly formats: readonly string[] }
}

export type LakeHealth =
  | { readonly kind: 'up'; readonly version: string }
  | { readonly kind: 'down'; readonly reason: string }

/**
 * The store of events, findings and unparsed lines. Two adapters (embedded chDB, ClickHouse over HTTP) pass one
 * conformance suite. Errors: `LAKE_DOWN` (nothing was stored), `LAKE_REFUSED` (the statement or batch is wrong).
 */
export interface Lake {
  readonly kind: 'chdb' | 'clickhouse'
  /** Resolves when the batch is on disk (fsync) or was stored before under the same token. */
  readonly insert: (batch: LakeBatch) => Promise<void>
  readonly forTenant: (tenantId: TenantId) => TenantLake
  /** For an operator's people: the tenants they may see, resolved by the caller from their rights. */
  readonly forTenants: (tenantIds: readonly TenantId[]) => TenantLake
  /**
   * Deletes rows for good, off the disk, and resolves when they are gone. Never reaches past one tenant: what goes is
   * named by bound values alone. Repeatable.
   */
  readonly forget: (tenantId: TenantId, forget: LakeForget) => Promise<void>
  readonly health: () => Promise<LakeHealth>
  /** Undefined for a server of its own: it has backups of its own. */
  readonly archive: LakeArchive | undefined
  readonly close: () => Promise<void>
}
