import pg from 'pg'
import type { StateConfig } from '../config.ts'
import { CountersignError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { type MigrationSource, migrateState, platformMigrations } from './migrate.ts'
import { isUnreachable, openPostgresState } from './postgres-state.ts'
import { embeddedLogins, refuseUnsafeRole, type StateLogins } from './roles.ts'
import type { State } from './state.ts'

export type StateOptions = {
  readonly config: StateConfig
  /** Directory of the embedded server; unused for an external one. */
  readonly directory: string
  readonly limits: Limits
  readonly log: Log
  /** The features' migrations, in floor order; the platform's own come first by themselves. */
  readonly migrations: readonly MigrationSource[]
}

/** What jobs need beside the port: their own connections, as the application role. */
export type OpenedState = {
  readonly state: State
  readonly login: pg.ClientConfig
  readonly embedded: EmbeddedPostgres | undefined
}

/**
 * Starts or reaches PostgreSQL, migrates as the owner, and opens the application's pool.
 * Errors: STATE_DOWN, STATE_ROLE_UNSAFE, MIGRATION_CHANGED, MIGRATION_FAILED and those of the embedded server.
 */
export async function openState(options: StateOptions): Promise<OpenedState> {
  const { config, limits, log } = options
  if (config.kind === 'external') {
    const logins = {
      owner: { connectionString: config.ownerUrl },
      application: { connectionString: config.url },
    }
    await prepare(logins, options)
    return {
      state: openPostgresState({ kind: 'external', login: logins.application, limits, log }),
      login: logins.application,
      embedded: undefined,
    }
  }
  const embedded = await startEmbeddedPostgres(options)
  try {
    const logins = await embeddedLogins(embedded.socketDirectory)
    await prepare(logins, options)
    const login = logins.application
    return {
      state: openPostgresState({ kind: 'embedded', login, limits, log, afterClose: embedded.stop }),
      login,
      embedded,
    }
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

async function prepare(logins: StateLogins, { migrations }: StateOptions): Promise<void> {
  const role = new pg.Client(logins.application).user
  try {
    await migrateState(logins.owner, role ?? '', [platformMigrations, ...migrations])
    await refuseUnsafeRole(logins.application)
  } catch (error) {
    if (!isUnreachable(error)) throw error
    throw new CountersignError('STATE_DOWN', (error as Error).message, { cause: error })
  }
}
