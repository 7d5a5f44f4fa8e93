import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { ClientConfig } from 'pg'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import { type LakeArchive, lakeFileExtension } from '../platform/lake/lake-archive.ts'
import { lakeTables } from '../platform/lake/scope.ts'
import { copyStateOut } from '../platform/state/state-archive.ts'
import { version } from '../platform/version.ts'
import { sealOf, syncToDisk, writeLines } from './archive-file.ts'
import { backupFormat, keptFile, type Manifest, manifestName } from './manifest.ts'

export type BackupParts = {
  readonly region: string
  readonly dataDir: string
  readonly clock: Clock
  /** A login that sees every row of the state. */
  readonly stateLogin: ClientConfig
  /** Undefined: the lake is a server of its own. */
  readonly lakeArchive: LakeArchive | undefined
  /** Whether that was asked for: a backup never leaves the lake out by itself. */
  readonly withoutLake: boolean
}

export type BackupReport = {
  readonly folder: string
  readonly stateRows: number
  readonly lakeRows: number
  readonly bytes: number
  readonly lakeIncluded: boolean
}

/**
 * Writes a backup into a new folder while everything runs. State first, then the lake: what the state says is in the
 * lake then is in the copy of it. The folder has its name only when it is whole and on disk; a backup that was killed
 * leaves `<folder>.part`, which the next one removes. Errors: BACKUP_TARGET_TAKEN, BACKUP_LAKE_ELSEWHERE, BACKUP_FAILED.
 */
export async function writeBackup(parts: BackupParts, folder: string): Promise<BackupReport> {
  if (existsSync(folder) && (!isFolder(folder) || readdirSync(folder).length > 0))
    throw new CountersignError('BACKUP_TARGET_TAKEN', folder)
  if (parts.lakeArchive === undefined && !parts.withoutLake)
    throw new CountersignError('BACKUP_LAKE_ELSEWHERE', 'lake-url names a ClickHouse server')
  const part = `${folder}.part`
  try {
    rmSync(part, { recursive: true, force: true })
    for (const room of [part, join(part, 'state'), join(part, 'lake')])
      mkdirSync(room, { recursive: true, mode: 0o700 })
    const manifest = await fill(parts, part)
    if (existsSync(folder)) rmdirSync(folder)
    renameSync(part, folder)
    syncToDisk(dirname(folder))
    return reportOf(folder, manifest)
  } catch (cause) {
    rmSync(part, { recursive: true, force: true })
    throw new CountersignError('BACKUP_FAILED', `${folder}: ${(cause as Error).message}`, { cause })
  }
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch {
    return false
  }
}

async function fill(parts: BackupParts, part: string): Promise<Manifest> {
  const { region, clock, stateLogin, lakeArchive, withoutLake } = parts
  const createdAt = new Date(clock.now()).toISOString()
  const { tenantIds, ...state } = await fillState(stateLogin, part)
  const lake = lakeArchive === undefined || withoutLake ? null : await fillLake(lakeArchive, part)
  const files = await copyFiles(parts.dataDir, part)
  const head = { format: backupFormat, version, createdAt, region } as const
  const manifest: Manifest = { ...head, tenantIds, files, state, lake }
  const path = join(part, manifestName)
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  for (const one of [path, join(part, 'state'), join(part, 'lake'), part]) syncToDisk(one)
  return manifest
}

async function copyFiles(dataDir: string, part: string): Promise<Manifest['files']> {
  if (!existsSync(join(dataDir, keptFile))) return []
  copyFileSync(join(dataDir, keptFile), join(part, keptFile))
  return [{ file: keptFile, ...(await sealed(join(part, keptFile))) }]
}

type StateFiles = Manifest['state'] & { readonly tenantIds: string[] }

async function fillState(login: ClientConfig, part: string): Promise<StateFiles> {
  const tables: Manifest['state']['tables'] = []
  const tenantIds: string[] = []
  const { migrations, sequences } = await copyStateOut(login, async ({ table, columns, rows }) => {
    const file = `state/${table}.ndjson.zst`
    const lines = table === 'tenant' ? noting(rows, tenantIds) : rows
    const count = await writeLines(join(part, file), lines)
    tables.push({ table, columns: [...columns], file, rows: count, ...(await sealed(join(part, file))) })
  })
  return { migrations: [...migrations], sequences: [...sequences], tables, tenantIds }
}

/** Restoring has to say whose rows it writes before it can write them. */
async function* noting(rows: AsyncIterable<string>, tenantIds: string[]): AsyncIterable<string> {
  for await (const row of rows) {
    tenantIds.push((JSON.parse(row) as { tenant_id: string }).tenant_id)
    yield row
  }
}

async function fillLake(archive: LakeArchive, part: string): Promise<NonNullable<Manifest['lake']>> {
  const tables: NonNullable<Manifest['lake']>['tables'] = []
  // Findings first: each finding's event is in the copy of the events, which is taken later.
  for (const table of lakeTables.toSorted((a, b) => Number(b === 'findings') - Number(a === 'findings'))) {
    const file = `lake/${table}.${lakeFileExtension}`
    const rows = await archive.copyOut(table, join(part, file))
    tables.push({ table, file, rows, ...(await sealed(join(part, file))) })
  }
  return { migrations: [...(await archive.migrations())], tables }
}

async function sealed(path: string) {
  syncToDisk(path)
  return sealOf(path)
}

function reportOf(folder: string, { state, lake }: Manifest): BackupReport {
  const sum = (files: readonly { rows: number; bytes: number }[], of: 'rows' | 'bytes') =>
    files.reduce((total, file) => total + file[of], 0)
  const lakeFiles = lake?.tables ?? []
  return {
    folder,
    stateRows: sum(state.tables, 'rows'),
    lakeRows: sum(lakeFiles, 'rows'),
    bytes: sum(state.tables, 'bytes') + sum(lakeFiles, 'bytes'),
    lakeIncluded: lake !== null,
  }
}
