import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CountersignError } from './errors.ts'

/** One region's data on this machine. Everything a server keeps is in here. */
export type DataDir = {
  readonly root: string
  readonly lake: string
  readonly state: string
  readonly rules: string
  /** Files of the tenants' evidence logs. */
  readonly evidence: string
  readonly lock: string
  /** Seals stored secrets, unless sealing-key or sealing-key-file gives others. */
  readonly secretKey: string
  /** Says where the running server's control socket is. */
  readonly control: string
  /** There while a restore has begun and not ended. */
  readonly restoring: string
}

/** In the folder of the evidence logs: the state beside them was put back from a backup. */
export const restoredMark = 'restored'

/**
 * Makes the directory. Mode 0711 and not 0700: as root, PostgreSQL runs under another user that has to pass through;
 * each part inside is closed by itself. Errors: DATA_DIR_UNUSABLE; RESTORE_UNFINISHED, because half of a
 * backup is no data to work on.
 */
export function openDataDir(root: string): DataDir {
  const paths = makeDataDir(root)
  if (existsSync(paths.restoring)) throw new CountersignError('RESTORE_UNFINISHED', root)
  return paths
}

/** The same for a restore. Errors: DATA_DIR_UNUSABLE. */
export function makeDataDir(root: string): DataDir {
  const paths = dataDirPaths(root)
  try {
    mkdirSync(root, { recursive: true, mode: 0o711 })
    mkdirSync(paths.lake, { recursive: true, mode: 0o700 })
    mkdirSync(paths.rules, { recursive: true, mode: 0o700 })
    mkdirSync(paths.evidence, { recursive: true, mode: 0o700 })
    chmodSync(paths.lake, 0o700)
  } catch (cause) {
    throw new CountersignError('DATA_DIR_UNUSABLE', `${root}: ${(cause as Error).message}`, { cause })
  }
  return paths
}

export function dataDirPaths(root: string): DataDir {
  return {
    root,
    lake: join(root, 'lake'),
    state: join(root, 'state'),
    rules: join(root, 'rules'),
    evidence: join(root, 'evidence'),
    lock: join(root, 'lock'),
    secretKey: join(root, 'secret.key'),
    control: join(root, 'control'),
    restoring: join(root, 'restoring'),
  }
}
