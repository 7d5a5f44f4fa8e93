import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { CountersignError } from './errors.ts'
import { isAlive, processStart } from './process-life.ts'

type Holder = { readonly pid: number; readonly processStart: string }

/** Of this process: its own id in a file says nothing, it may be what a process of that id left behind. */
const held = new Set<string>()

export type Lock = { readonly release: () => void }

/**
 * Takes the data directory for this process: a file that names the holder. Made complete under another name and
 * linked into place, so that nobody ever reads half of it. A holder that no longer lives (kill -9, power loss) is
 * taken over. The engines hold kernel locks of their own underneath. Errors: DATA_DIR_LOCKED, naming the process.
 */
export function takeLock(path: string): Lock {
  const mine = `${path}.${process.pid}`
  writeFileSync(mine, JSON.stringify(holderOf(process.pid)), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (linked(mine, path)) {
        held.add(path)
        return { release: () => release(path) }
      }
      refuseWhenHeld(path)
      moveAside(path)
    }
  } finally {
    rmSync(mine, { force: true })
  }
  throw new CountersignError('DATA_DIR_LOCKED', `${path} changes hands; another process is starting`)
}

function linked(mine: string, path: string): boolean {
  try {
    linkSync(mine, path)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new CountersignError('DATA_DIR_UNUSABLE', `${path}: ${(cause as Error).message}`, { cause })
  }
}

function refuseWhenHeld(path: string): void {
  const holder = readHolder(path)
  if (holder === undefined || !lives(holder, path)) return
  throw new CountersignError('DATA_DIR_LOCKED', `process ${holder.pid} holds ${path}`)
}

/** Two processes may find the same dead holder: only one rename succeeds, and a fresh lock renamed by mistake goes back. */
function moveAside(path: string): void {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const holder = readHolder(aside)
  if (holder !== undefined && lives(holder, path)) linked(aside, path)
  rmSync(aside, { force: true })
}

function release(path: string): void {
  if (held.delete(path) && readHolder(path)?.pid === process.pid) rmSync(path, { force: true })
}

function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value !== 'object' || value === null || !('pid' in value)) return undefined
    return typeof value.pid === 'number' ? (value as Holder) : undefined
  } catch {
    return undefined
  }
}

function lives(holder: Holder, path: string): boolean {
  if (holder.pid === process.pid) return held.has(path)
  return isAlive(holder.pid) && processStart(holder.pid) === holder.processStart
}

function holderOf(pid: number): Holder {
  return { pid, processStart: processStart(pid) }
}
