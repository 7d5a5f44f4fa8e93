import pg from 'pg'
import type { StateConfig } from '../config.ts'
import { CountersignError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import { bootstrapRole, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
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

/** A PostgreSQL that answers, before anything of ours is in it. */
export type StateServer = {
  readonly logins: StateLogins
  /** Sees every row, for backup and restore alone: a superuser when embedded, else the owner. */
  readonly wholeLogin: pg.ClientConfig
  readonly embedded: EmbeddedPostgres | undefined
  readonly stop: () => Promise<void>
}

/** What jobs need beside the port: their own connections, as the application role. */
export type OpenedState = Pick<StateServer, 'wholeLogin' | 'embedded'> & {
  readonly state: State
  readonly login: pg.ClientConfig
}

/** Starts or reaches PostgreSQL and changes nothing in it but the roles and the database that are missing. */
export async function openStateServer(options: Omit<StateOptions, 'migrations'>): Promise<StateServer> {
  const { config } = options
  if (config.kind === 'external') {
    const owner = { connectionString: config.ownerUrl }
    const logins = { owner, application: { connectionString: config.url } }
    return { logins, wholeLogin: owner, embedded: undefined, stop: async () => undefined }
  }
  const embedded = await startEmbeddedPostgres(options)
  try {
    const logins = await embeddedLogins(embedded.socketDirectory)
    const wholeLogin = { ...logins.owner, user: bootstrapRole }
    return { logins, wholeLogin, embedded, stop: embedded.stop }
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

/**
 * Starts or reaches PostgreSQL, migrates as the owner, and opens the application's pool.
 * Errors: STATE_DOWN, STATE_ROLE_UNSAFE, MIGRATION_CHANGED, MIGRATION_FAILED and those of the embedded server.
 */
export async function openState(options: StateOptions): Promise<OpenedState> {
  const { config, limits, log } = options
  const { logins, wholeLogin, embedded, stop } = await openStateServer(options)
  try {
    await prepare(logins, options)
    const login = logins.application
    return {
      state: openPostgresState({ kind: config.kind, login, limits, log, afterClose: stop }),
      login,
      wholeLogin,
      embedded,
    }
  } catch (error) {
    await stop()
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
