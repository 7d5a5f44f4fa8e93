import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from './backup/manifest.ts'
import { restoreBackup } from './backup/restore-backup.ts'
import { type BackupReport, writeBackup } from './backup/write-backup.ts'
import { systemClock } from './platform/clock.ts'
import { closers } from './platform/closers.ts'
import type { Config } from './platform/config.ts'
import { dataDirPaths, openDataDir } from './platform/data-dir.ts'
import { CountersignError } from './platform/errors.ts'
import { openChdb } from './platform/lake/chdb.ts'
import { takeLock } from './platform/lock.ts'
import { type Log, openLog } from './platform/log.ts'
import { openStateServer } from './platform/state/open-state.ts'
import { stateMigrations } from './state-migrations.ts'

/**
 * A backup while no server runs on the data directory. Nothing is migrated: what is there is what is kept.
 * Errors: DATA_DIR_LOCKED when a server runs here; BACKUP_FAILED, BACKUP_LAKE_ELSEWHERE, BACKUP_TARGET_TAKEN.
 */
export async function backUpOffline(
  config: Config,
  folder: string,
  {
    withoutLake = false,
    log = openLog('error'),
  }: { readonly withoutLake?: boolean; readonly log?: Log } = {},
): Promise<BackupReport> {
  const { root, state } = dataDirPaths(config.dataDir)
  if (config.state.kind === 'embedded' && !existsSync(join(state, 'pgdata')))
    throw new CountersignError('BACKUP_FAILED', `there is no data in ${root}`)
  const close = closers()
  try {
    const { limits, region } = config
    const dataDir = openDataDir(config.dataDir)
    const lock = takeLock(dataDir.lock)
    close.add(async () => lock.release())
    const server = await openStateServer({ config: config.state, directory: dataDir.state, limits, log })
    close.add(server.stop)
    const engine = config.lake.kind === 'chdb' ? openChdb(dataDir.lake, limits) : undefined
    if (engine !== undefined) close.add(engine.close)
    const { wholeLogin: stateLogin } = server
    const lakeArchive = engine?.archive
    const parts = { region, dataDir: root, clock: systemClock, stateLogin, lakeArchive, withoutLake }
    return await writeBackup(parts, folder)
  } finally {
    await close.all()
  }
}

/** Errors: those of restoreBackup. */
export async function restoreOffline(
  config: Config,
  folder: string,
  log: Log = openLog('error'),
): Promise<Manifest> {
  return restoreBackup({ config, log, migrations: stateMigrations }, folder)
}
