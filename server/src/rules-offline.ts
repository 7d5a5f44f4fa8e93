import { type InstallOptions, type InstallReport, openRules, type Rules } from './detection/service.ts'
import { systemClock } from './platform/clock.ts'
import { closers } from './platform/closers.ts'
import type { Config } from './platform/config.ts'
import { openDataDir } from './platform/data-dir.ts'
import { takeLock } from './platform/lock.ts'
import { type Log, openLog } from './platform/log.ts'
import { openState } from './platform/state/open-state.ts'
import { stateMigrations } from './state-migrations.ts'

/**
 * Installs a rule pack while no server runs on this data directory: the state alone is opened, under the lock, so no
 * server can start in between. Servers elsewhere on the same PostgreSQL hear of it.
 * Errors: DATA_DIR_LOCKED when a server runs here; those of an installation and of opening the state.
 */
export async function installRulesOffline(
  config: Config,
  from: string,
  options: InstallOptions = {},
  log: Log = openLog('error'),
): Promise<InstallReport> {
  return withRulesOffline(config, log, (rules) => rules.install(from, options))
}

/** The rules while no server runs on this data directory. Errors: DATA_DIR_LOCKED; those of opening the state. */
export async function withRulesOffline<T>(
  config: Config,
  log: Log,
  work: (rules: Rules) => Promise<T>,
): Promise<T> {
  const close = closers()
  try {
    const { limits } = config
    const dataDir = openDataDir(config.dataDir)
    const lock = takeLock(dataDir.lock)
    close.add(async () => lock.release())
    const opened = await openState({
      config: config.state,
      directory: dataDir.state,
      limits,
      log,
      migrations: stateMigrations,
    })
    const { state } = opened
    close.add(() => state.close())
    // Which tenants there are makes no difference to a pack.
    const rules = await openRules({ state, clock: systemClock, log, limits, tenantIds: async () => [] })
    close.add(rules.close)
    return await work(rules)
  } finally {
    await close.all()
  }
}
