import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { isAlive } from '../process-life.ts'

const fastShutdownMilliseconds = 10_000
const pollMilliseconds = 20

/**
 * Processes that outlived the one that started them (kill -9) still own the directory. The server among them is
 * stopped the fast way, so that exactly one supervised server runs; PostgreSQL recovers from its log either way.
 * Then the stale pid file goes: PostgreSQL itself trusts any process of that id, a zombie or a stranger included.
 */
export async function stopOrphan(pgData: string, log: Log): Promise<void> {
  const pid = postmasterPid(pgData)
  if (pid === undefined || process.platform !== 'linux') return
  if (processesIn(pgData).includes(pid)) {
    log.warn({ pid }, 'stopping the PostgreSQL server that an earlier run left behind')
    await stopPostmaster(pid)
  }
  if (await emptied(pgData)) rmSync(join(pgData, 'postmaster.pid'), { force: true })
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT leaves recovery to the next start. */
export async function stopPostmaster(pid: number): Promise<void> {
  signal(pid, 'SIGINT')
  if (await gone(pid, fastShutdownMilliseconds)) return
  signal(pid, 'SIGQUIT')
  if (await gone(pid, fastShutdownMilliseconds)) return
  signal(pid, 'SIGKILL')
  await gone(pid, fastShutdownMilliseconds)
}

function postmasterPid(pgData: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(pgData, 'postmaster.pid'), 'utf8').split('\n')[0])
    return Number.isInteger(pid) && pid > 1 ? pid : undefined
  } catch {
    return undefined
  }
}

/** Living processes that work in the directory: the server and its children. A zombie has no working directory. */
function processesIn(pgData: string): readonly number[] {
  if (!existsSync(pgData)) return []
  const real = realpathSync(pgData)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingDirectory(name) === real)
    .map(Number)
}

function workingDirectory(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

/** Children of a server that was killed leave by themselves as soon as they notice. */
async function emptied(pgData: string): Promise<boolean> {
  for (let waited = 0; waited < fastShutdownMilliseconds; waited += pollMilliseconds) {
    if (processesIn(pgData).length === 0) return true
    await sleep(pollMilliseconds)
  }
  return false
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Already gone.
  }
}

async function gone(pid: number, withinMilliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < withinMilliseconds; waited += pollMilliseconds) {
    if (!isAlive(pid)) return true
    await sleep(pollMilliseconds)
  }
  return !isAlive(pid)
}
