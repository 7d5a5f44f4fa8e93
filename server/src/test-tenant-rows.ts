/** Test code: everything that is stored of a tenant, as one text to compare or to hash. */
import { sql } from 'kysely'
import { lakeTables } from './platform/lake/scope.ts'
import type { Platform } from './platform/platform.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'

/** Marks that background passes move. */
const moving: ReadonlySet<string> = new Set([
  'incident_sweep',
  'correlation_progress',
  'identity_check',
  'identity_check_pass',
  'identity_fold',
  'mandate_watch',
])

/** Rows of a tenant as text, by table. `walled`: the tables of the state that have a tenant. */
export async function rowsByTable(
  { state, lake }: Pick<Platform, 'state' | 'lake'>,
  tenantId: TenantId,
  walled: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const held = new Map<string, string>()
  for (const name of walled.filter((table) => !moving.has(table))) {
    const read = state.forTenant(
      tenantId,
      async (tx) => (await sql`SELECT t::text AS row FROM ${sql.table(name)} t ORDER BY 1`.execute(tx)).rows,
    )
    held.set(name, JSON.stringify(await read))
  }
  for (const table of lakeTables) {
    const rows = lake
      .forTenant(tenantId)
      .query(
        (tables) =>
          `SELECT hex(raw) AS h FROM (SELECT toString(tuple(*)) AS raw FROM ${tables[table]}) ORDER BY h`,
      )
    held.set(table, JSON.stringify(await rows))
  }
  return held
}

/** The same as one text. */
export async function everythingOf(
  platform: Pick<Platform, 'state' | 'lake'>,
  tenantId: TenantId,
  walled: readonly string[],
): Promise<string> {
  return JSON.stringify([...(await rowsByTable(platform, tenantId, walled))])
}

/** Names of the tables that have a tenant: those that the wall stands around. */
export function walledTables({ state }: Pick<Platform, 'state'>): Promise<readonly string[]> {
  return state.asOperator(async (tx) => {
    const { rows } = await sql<{ name: string }>`
      SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relrowsecurity AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgboss')
      ORDER BY 1`.execute(tx)
    return rows.map(({ name }) => name)
  })
}
