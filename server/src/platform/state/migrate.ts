import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { CountersignError } from '../errors.ts'
import { stateSchema } from './roles.ts'

/** A feature's SQL files. Given in floor order: a feature may refer to tables of floors below it. */
export type MigrationSource = { readonly feature: string; readonly folder: URL }

export type Migration = {
  readonly feature: string
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

export const platformMigrations: MigrationSource = {
  feature: 'platform',
  folder: new URL('./migrations/', import.meta.url),
}

/** Any 64-bit number that nobody else uses on this server: "cntrsign" in ASCII. */
const advisoryLockKey = '7164789562842900334'

/**
 * Runs what has not run, as the owner, under an advisory lock, each file in one transaction with its marker as the
 * last statement: killed anywhere, it resumes. A file that ran and was changed since is refused.
 * Errors: MIGRATION_CHANGED, MIGRATION_FAILED.
 */
export async function migrateState(
  ownerLogin: pg.ClientConfig,
  applicationRole: string,
  sources: readonly MigrationSource[],
  /** Those to run; default: all. */
  isWanted: (migration: Migration) => boolean = () => true,
): Promise<void> {
  const client = new pg.Client(ownerLogin)
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLockKey])
    await prepareSchema(client)
    const applied = await appliedHashes(client)
    const wanted = sources.flatMap(migrationsOf).filter(isWanted)
    for (const migration of wanted) await applyOnce(client, migration, applied)
    await grant(client, applicationRole)
  } finally {
    await client.end()
  }
}

export function migrationsOf({ feature, folder }: MigrationSource): readonly Migration[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, folder), 'utf8')
      return { feature, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    })
}

async function prepareSchema(client: pg.Client): Promise<void> {
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${stateSchema}`)
  await client.query(`SET search_path = ${stateSchema}`)
  await client.query(
    `CREATE TABLE IF NOT EXISTS schema_migration (
       feature text NOT NULL, name text NOT NULL, sha256 text NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (feature, name))`,
  )
}

async function appliedHashes(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ feature: string; name: string; sha256: string }>(
    'SELECT feature, name, sha256 FROM schema_migration',
  )
  return new Map(rows.map((row) => [`${row.feature}/${row.name}`, row.sha256]))
}

async function applyOnce(
  client: pg.Client,
  migration: Migration,
  applied: ReadonlyMap<string, string>,
): Promise<void> {
  const path = `${migration.feature}/${migration.name}`
  const before = applied.get(path)
  if (before === migration.sha256) return
  if (before !== undefined) throw new CountersignError('MIGRATION_CHANGED', path)
  try {
    await client.query('BEGIN')
    await client.query(migration.sql)
    await client.query('INSERT INTO schema_migration (feature, name, sha256) VALUES ($1, $2, $3)', [
      migration.feature,
      migration.name,
      migration.sha256,
    ])
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw new CountersignError('MIGRATION_FAILED', `${path}: ${(cause as Error).message}`, { cause })
  }
}

/** The application reads and writes rows and never defines anything; pg-boss keeps its own schema, which it owns. */
async function grant(client: pg.Client, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role)
  await client.query(`GRANT USAGE ON SCHEMA ${stateSchema} TO ${name}`)
  await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${stateSchema} TO ${name}`)
  await client.query(`REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM ${name}`)
  for (const { table, refusesDelete } of await appendOnlyTables(client)) {
    const rights = refusesDelete ? 'UPDATE, TRUNCATE, DELETE' : 'UPDATE, TRUNCATE'
    await client.query(`REVOKE ${rights} ON ${pg.escapeIdentifier(table)} FROM ${name}`)
  }
  await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${stateSchema} TO ${name}`)
  await client.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${stateSchema} TO ${name}`)
  await client.query(`GRANT CREATE ON DATABASE ${pg.escapeIdentifier(client.database ?? '')} TO ${name}`)
}

type AppendOnlyTable = { readonly table: string; readonly refusesDelete: boolean }

/** Those that a migration gave the trigger `append_only`: it holds for everybody, and the grants follow it. */
async function appendOnlyTables(client: pg.Client): Promise<readonly AppendOnlyTable[]> {
  // 8: TRIGGER_TYPE_DELETE of PostgreSQL's catalog/pg_trigger.h
  const { rows } = await client.query<AppendOnlyTable>(
    `SELECT c.relname AS table, (t.tgtype & 8) <> 0 AS "refusesDelete" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE t.tgname = 'append_only' AND n.nspname = $1`,
    [stateSchema],
  )
  return rows
}
