import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { CountersignError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import {
  closedFolder,
  type PostgresBinaries,
  type PostgresUser,
  postgresBinaries,
  postgresUser,
} from './postgres-binaries.ts'
import { stopOrphan, stopPostmaster } from './postmaster.ts'

export type EmbeddedPostgres = {
  readonly socketDirectory: string
  /** Of the running server; undefined between a crash and the restart. */
  readonly pid: () => number | undefined
  /** Since the start. */
  readonly restarts: () => number
  readonly stop: () => Promise<void>
}

export type EmbeddedOptions = { readonly directory: string; readonly limits: Limits; readonly log: Log }

/** The role initdb makes; used only to make the two roles the platform works with. */
export const bootstrapRole = 'countersign_bootstrap'

const run = promisify(execFile)
const readyPollMilliseconds = 15
const readyMilliseconds = 60_000
const restartBackoffMilliseconds = 100
/** sun_path is 108 bytes with its zero (unix(7)); PostgreSQL adds `/.s.PGSQL.5432`. */
const socketDirectoryMaxBytes = 107 - '/.s.PGSQL.5432'.length

type Installation = {
  readonly binaries: PostgresBinaries
  readonly user: PostgresUser | undefined
  readonly pgData: string
  readonly socketDirectory: string
  readonly logFile: string
  readonly limits: Limits
}

/**
 * Starts PostgreSQL on a unix socket in a closed directory and keeps it running: a crash is followed by a restart
 * with growing pauses, up to stateRestartsMax within stateRestartWindowSeconds.
 * Errors: STATE_BINARIES_MISSING, STATE_PATH_UNREACHABLE, STATE_START_FAILED.
 */
export async function startEmbeddedPostgres({
  directory,
  limits,
  log,
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const installation = prepare(directory, limits)
  await stopOrphan(installation.pgData, log)
  await initialise(installation)
  const supervisor = supervise(installation, log)
  try {
    await supervisor.start()
  } catch (error) {
    await supervisor.stop()
    throw error
  }
  const { pid, restarts, stop } = supervisor
  return { socketDirectory: installation.socketDirectory, pid, restarts, stop }
}

function prepare(directory: string, limits: Limits): Installation {
  const user = postgresUser()
  mkdirSync(directory, { recursive: true, mode: 0o711 })
  const closed = user === undefined ? undefined : closedFolder(directory)
  if (closed !== undefined) {
    throw new CountersignError(
      'STATE_PATH_UNREACHABLE',
      `${closed} is closed to the user "nobody" that PostgreSQL runs as`,
    )
  }
  const pgData = join(directory, 'pgdata')
  const binaries = postgresBinaries(directory, user)
  return {
    binaries,
    user,
    pgData,
    socketDirectory: makeSocketDirectory(directory, user),
    logFile: join(directory, 'postgresql.log'),
    limits,
  }
}

function makeSocketDirectory(directory: string, user: PostgresUser | undefined): string {
  const inside = join(directory, 'socket')
  const fits = Buffer.byteLength(inside) <= socketDirectoryMaxBytes
  const socketDirectory = fits ? inside : mkdtempSync(join(tmpdir(), 'countersign-'))
  mkdirSync(socketDirectory, { recursive: true, mode: 0o700 })
  chmodSync(socketDirectory, 0o700)
  if (user !== undefined) chownSync(socketDirectory, user.uid, user.gid)
  return socketDirectory
}

/** Into another folder first: a start killed in the middle never leaves half a database under the real name. */
async function initialise({ binaries, user, pgData }: Installation): Promise<void> {
  if (existsSync(pgData)) return
  const part = `${pgData}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { mode: 0o700 })
  if (user !== undefined) chownSync(part, user.uid, user.gid)
  const args = [
    '-D',
    part,
    '-U',
    bootstrapRole,
    '-E',
    'UTF8',
    '--locale=C',
    '--auth-local=trust',
    '--auth-host=reject',
    '--no-instructions',
  ]
  try {
    await run(binaries.initdb, args, { ...identity(user), cwd: part, env: serverEnvironment() })
  } catch (cause) {
    throw new CountersignError('STATE_START_FAILED', `initdb: ${lastLines(cause)}`, { cause })
  }
  renameSync(part, pgData)
}

function lastLines(cause: unknown): string {
  const { stderr, message } = cause as { stderr?: string; message: string }
  return (stderr?.trim() || message).split('\n').slice(-3).join(' ')
}

/** Small on purpose: state is megabytes, and a lake runs beside it. Durability settings stay at their safe defaults. */
function serverArguments({ pgData, socketDirectory, limits }: Installation): readonly string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: '0700',
    max_connections: limits.stateConnectionsMax + 20,
    shared_buffers: '32MB',
    work_mem: '4MB',
    maintenance_work_mem: '32MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '256MB',
    wal_buffers: '1MB',
    io_method: 'sync',
    max_worker_processes: 2,
    max_parallel_workers: 0,
    autovacuum_max_workers: 1,
    jit: 'off',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    cluster_name: 'countersign',
  }
  return ['-D', pgData, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

function identity(user: PostgresUser | undefined): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid }
}

/** Nothing of ours is inherited: PG* variables would change the server, secrets do not belong to it. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

type Supervisor = {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly pid: () => number | undefined
  readonly restarts: () => number
}

function supervise(installation: Installation, log: Log): Supervisor {
  const { limits } = installation
  const restarts: number[] = []
  let child: ChildProcess | undefined
  let stopping = false
  let restarted = 0
  let restarting: Promise<void> = Promise.resolve()

  const launch = async () => {
    const started = spawnServer(installation)
    child = started
    started.once('exit', (code, signal) => {
      if (child !== started) return
      child = undefined
      if (stopping) return
      log.error({ code, signal }, 'PostgreSQL ended by itself')
      restarting = restart()
    })
    await ready(installation, () => started.exitCode === null && started.signalCode === null)
  }

  const restart = async (): Promise<void> => {
    const windowStart = performance.now() - limits.stateRestartWindowSeconds * 1000
    restarts.splice(0, restarts.length, ...restarts.filter((at) => at > windowStart))
    if (restarts.length >= limits.stateRestartsMax) {
      log.fatal({ restarts: restarts.length }, 'PostgreSQL keeps ending; no further restart')
      return
    }
    await sleep(restartBackoffMilliseconds * 2 ** restarts.length)
    restarts.push(performance.now())
    if (stopping) return
    try {
      await stopOrphan(installation.pgData, log)
      await launch()
      restarted += 1
      log.info({ pid: child?.pid }, 'PostgreSQL runs again')
    } catch (error) {
      log.error({ err: error }, 'PostgreSQL did not restart')
    }
  }

  return {
    start: launch,
    pid: () => child?.pid,
    restarts: () => restarted,
    stop: async () => {
      if (stopping) return
      stopping = true
      await restarting
      if (child?.pid !== undefined) await stopPostmaster(child.pid)
      rmSync(installation.socketDirectory, { recursive: true, force: true })
    },
  }
}

function spawnServer(installation: Installation): ChildProcess {
  const logFile = openSync(installation.logFile, 'a', 0o600)
  try {
    return spawn(installation.binaries.postgres, serverArguments(installation), {
      ...identity(installation.user),
      cwd: installation.pgData,
      env: serverEnvironment(),
      stdio: ['ignore', logFile, logFile],
      // Its own process group: Ctrl-C in the terminal reaches us, and we stop the server in order.
      detached: true,
    })
  } finally {
    closeSync(logFile)
  }
}

/** Until the first connection answers. Errors: STATE_START_FAILED when the server ends or time is up. */
async function ready({ socketDirectory, logFile }: Installation, lives: () => boolean): Promise<void> {
  const deadline = performance.now() + readyMilliseconds
  while (lives() && performance.now() < deadline) {
    if (await answers(socketDirectory)) return
    await sleep(readyPollMilliseconds)
  }
  throw new CountersignError('STATE_START_FAILED', `PostgreSQL did not answer; see ${logFile}`)
}

async function answers(socketDirectory: string): Promise<boolean> {
  const client = new pg.Client({ host: socketDirectory, user: bootstrapRole, database: 'postgres' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
