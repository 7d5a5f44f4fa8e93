import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { CountersignError } from '../errors.ts'
import { EngineFailure, isRefusal, type LakeEngine } from './engine.ts'

export type LakeMigration = {
  readonly version: number
  readonly name: string
  readonly sql: string
  /** SHA-256 of the file, hex. */
  readonly sha256: string
}

const folder = new URL('./migrations/', import.meta.url)

export function lakeMigrations(): readonly LakeMigration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, folder), 'utf8')
      return {
        version: Number(name.slice(0, 4)),
        name,
        sql,
        sha256: createHash('sha256').update(sql).digest('hex'),
      }
    })
}

/**
 * Brings the schema up. Every statement is idempotent and the version marker is written last, so a start that was
 * killed anywhere in between simply runs the file again. Errors: LAKE_DOWN, LAKE_SCHEMA_NEWER, MIGRATION_CHANGED,
 * MIGRATION_FAILED.
 */
export async function migrateLake(
  engine: LakeEngine,
  database: string,
  migrations: readonly LakeMigration[] = lakeMigrations(),
): Promise<void> {
  const marker = `${database}.schema_migrations`
  await command(engine, `CREATE DATABASE IF NOT EXISTS ${database}`, 'the database')
  await command(
    engine,
    `CREATE TABLE IF NOT EXISTS ${marker} (version UInt32, name String, sha256 String, applied_at DateTime64(3, 'UTC'))
     ENGINE = ReplacingMergeTree(applied_at) ORDER BY version
     SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
    'the version table',
  )
  const applied = await appliedMigrations(engine, marker)
  refuseNewer(applied, migrations)
  for (const migration of migrations) {
    const before = applied.get(migration.version)
    if (before === undefined) await apply(engine, database, marker, migration)
    else if (before.sha256 !== migration.sha256) {
      throw new CountersignError('MIGRATION_CHANGED', `lake/migrations/${migration.name}`)
    }
  }
}

type Applied = { readonly version: number; readonly name: string; readonly sha256: string }

async function appliedMigrations(engine: LakeEngine, marker: string): Promise<ReadonlyMap<number, Applied>> {
  const statement = `SELECT version, name, sha256 FROM ${marker} FINAL ORDER BY version`
  const text = await engine.select(statement, {}, {}).catch((cause) => {
    throw migrationFailure('the version table', cause)
  })
  const rows = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Applied)
  return new Map(rows.map((row) => [row.version, row]))
}

function refuseNewer(applied: ReadonlyMap<number, Applied>, migrations: readonly LakeMigration[]): void {
  const known = new Set(migrations.map(({ version }) => version))
  for (const { version, name } of applied.values()) {
    if (!known.has(version))
      throw new CountersignError('LAKE_SCHEMA_NEWER', `${name} is not known to this version`)
  }
}

async function apply(
  engine: LakeEngine,
  database: string,
  marker: string,
  migration: LakeMigration,
): Promise<void> {
  for (const statement of statementsOf(migration.sql)) {
    await command(engine, qualified(statement, database), migration.name)
  }
  await command(
    engine,
    `INSERT INTO ${marker} SELECT {version:UInt32}, {name:String}, {sha256:String}, now64(3)`,
    migration.name,
    { version: migration.version, name: migration.name, sha256: migration.sha256 },
  )
}

/** Statements end with a semicolon at the end of a line; comments are whole lines or trail after two dashes. */
export function statementsOf(sql: string): readonly string[] {
  return sql
    .replace(/^\s*--.*$/gm, '')
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

/** Migration files name tables plainly; the database comes from the configuration. */
function qualified(statement: string, database: string): string {
  return statement.replace(
    /^((?:CREATE|ALTER|DROP) TABLE (?:IF (?:NOT )?EXISTS )?)(\w+)/i,
    `$1${database}.$2`,
  )
}

async function command(
  engine: LakeEngine,
  sql: string,
  what: string,
  params: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  try {
    await engine.command(sql, params)
  } catch (cause) {
    throw migrationFailure(what, cause)
  }
}

/** A statement that the engine refuses is our fault; anything else is an engine that is not there. */
function migrationFailure(what: string, cause: unknown): unknown {
  if (!(cause instanceof EngineFailure)) return cause
  const code = isRefusal(cause) ? 'MIGRATION_FAILED' : 'LAKE_DOWN'
  return new CountersignError(code, `lake, ${what}: ${cause.message.slice(0, 500)}`, { cause })
}
