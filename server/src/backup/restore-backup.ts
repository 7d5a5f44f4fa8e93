import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Config } from '../platform/config.ts'
import { type DataDir, makeDataDir, restoredMark } from '../platform/data-dir.ts'
import { CountersignError } from '../platform/errors.ts'
import { lakeMigrations } from '../platform/lake/migrate.ts'
import { openLake } from '../platform/lake/open-lake.ts'
import { takeLock } from '../platform/lock.ts'
import type { Log } from '../platform/log.ts'
import {
  type MigrationSource,
  migrateState,
  migrationsOf,
  platformMigrations,
} from '../platform/state/migrate.ts'
import { openStateServer, type StateServer } from '../platform/state/open-state.ts'
import { stateSchema } from '../platform/state/roles.ts'
import { copyStateIn } from '../platform/state/state-archive.ts'
import { readLines, sealOf, syncToDisk } from './archive-file.ts'
import { type Manifest, readManifest } from './manifest.ts'

export type RestoreParts = {
  readonly config: Config
  readonly log: Log
  /** The features' migrations, in floor order. */
  readonly migrations: readonly MigrationSource[]
}

/**
 * Puts a backup into an empty place: hashes first, then the schema as it was when the backup was taken, then the rows,
 * counted. The next start brings the schema up. A restore that was killed leaves a mark that no server starts on.
 * Errors: BACKUP_BROKEN, BACKUP_FOREIGN, RESTORE_TARGET_TAKEN, DATA_DIR_LOCKED.
 */
export async function restoreBackup(parts: RestoreParts, folder: string): Promise<Manifest> {
  const manifest = readManifest(folder)
  refuseForeign(parts, manifest)
  await refuseBroken(folder, manifest)
  const dataDir = makeDataDir(parts.config.dataDir)
  const lock = takeLock(dataDir.lock)
  try {
    refuseTaken(parts.config, dataDir)
    writeFileSync(dataDir.restoring, folder, { mode: 0o600 })
    await restoreState(parts, dataDir, folder, manifest)
    await restoreLake(parts, dataDir, folder, manifest)
    for (const { file } of manifest.files) copyFileSync(join(folder, file), join(dataDir.root, file))
    // Evidence logs took entries after the backup was made: each tenant's next entry begins a new log.
    writeFileSync(join(dataDir.evidence, restoredMark), '', { mode: 0o600 })
    rmSync(dataDir.restoring)
    syncToDisk(dataDir.root)
    return manifest
  } finally {
    lock.release()
  }
}

/** The region is a wall, and only the same migrations make the same tables. */
function refuseForeign({ config, migrations }: RestoreParts, { region, state, lake }: Manifest): void {
  if (region !== config.region)
    throw new CountersignError(
      'BACKUP_FOREIGN',
      `it is of the region ${region}, and this is ${config.region}`,
    )
  const ours = new Map(
    [platformMigrations, ...migrations]
      .flatMap(migrationsOf)
      .map(({ feature, name, sha256 }) => [`${feature}/${name}`, sha256]),
  )
  for (const { feature, name, sha256 } of state.migrations)
    refuseMigration(`${feature}/${name}`, ours.get(`${feature}/${name}`), sha256)
  const lakes = new Map(lakeMigrations().map((one) => [one.name, one.sha256]))
  for (const { name, sha256 } of lake?.migrations ?? [])
    refuseMigration(`lake/${name}`, lakes.get(name), sha256)
  if (lake !== null && config.lake.kind !== 'chdb')
    throw new CountersignError('BACKUP_FOREIGN', 'it holds an embedded lake, and lake-url names a server')
}

function refuseMigration(name: string, ours: string | undefined, theirs: string): void {
  if (ours === theirs) return
  const why = ours === undefined ? 'is not known to this release' : 'is another one in this release'
  throw new CountersignError('BACKUP_FOREIGN', `its migration ${name} ${why}`)
}

async function refuseBroken(folder: string, { state, lake, files }: Manifest): Promise<void> {
  for (const { file, bytes, sha256 } of [...files, ...state.tables, ...(lake?.tables ?? [])]) {
    const seal = await sealOf(join(folder, file)).catch((cause: unknown) => {
      throw new CountersignError('BACKUP_BROKEN', `${file} cannot be read`, { cause })
    })
    if (seal.bytes !== bytes || seal.sha256 !== sha256)
      throw new CountersignError('BACKUP_BROKEN', `${file} is not what was written`)
  }
}

function refuseTaken(config: Config, dataDir: DataDir): void {
  const taken =
    existsSync(dataDir.restoring) ||
    (config.state.kind === 'embedded' && existsSync(dataDir.state)) ||
    (config.lake.kind === 'chdb' && readdirSync(dataDir.lake).length > 0)
  if (taken) throw new CountersignError('RESTORE_TARGET_TAKEN', dataDir.root)
}

async function restoreState(
  { config, log, migrations }: RestoreParts,
  dataDir: DataDir,
  folder: string,
  { state, tenantIds }: Manifest,
): Promise<void> {
  const { limits } = config
  const server = await openStateServer({ config: config.state, directory: dataDir.state, limits, log })
  try {
    await refuseTakenState(server)
    const wanted = new Set(state.migrations.map(({ feature, name }) => `${feature}/${name}`))
    const role = new pg.Client(server.logins.application).user ?? ''
    await migrateState(server.logins.owner, role, [platformMigrations, ...migrations], ({ feature, name }) =>
      wanted.has(`${feature}/${name}`),
    )
    const tables = state.tables.map(({ table, columns, file }) => ({
      table,
      columns,
      rows: readLines(join(folder, file)),
    }))
    const counts = await copyStateIn(server.wholeLogin, tenantIds, tables, state.sequences)
    for (const { table, rows } of state.tables) refuseCount(table, counts.get(table) ?? 0, rows)
  } finally {
    await server.stop()
  }
}

async function refuseTakenState({ logins }: StateServer): Promise<void> {
  const client = new pg.Client(logins.owner)
  await client.connect()
  try {
    const { rows } = await client.query<{ taken: boolean }>('SELECT to_regclass($1) IS NOT NULL AS taken', [
      `${stateSchema}.schema_migration`,
    ])
    if (rows[0]?.taken === true)
      throw new CountersignError('RESTORE_TARGET_TAKEN', `the database has a schema ${stateSchema}`)
  } finally {
    await client.end()
  }
}

async function restoreLake(
  { config }: RestoreParts,
  dataDir: DataDir,
  folder: string,
  { lake }: Manifest,
): Promise<void> {
  if (lake === null) return
  const names = new Set(lake.migrations.map(({ name }) => name))
  const migrations = lakeMigrations().filter(({ name }) => names.has(name))
  const { limits } = config
  const opened = await openLake({ config: config.lake, directory: dataDir.lake, limits, migrations })
  try {
    for (const { table, file, rows } of lake.tables) {
      if (rows === 0) continue
      refuseCount(table, (await opened.archive?.copyIn(table, join(folder, file))) ?? 0, rows)
    }
  } finally {
    await opened.close()
  }
}

function refuseCount(table: string, restored: number, written: number): void {
  if (restored === written) return
  throw new CountersignError('BACKUP_BROKEN', `${table} has ${restored} rows, and ${written} were written`)
}
