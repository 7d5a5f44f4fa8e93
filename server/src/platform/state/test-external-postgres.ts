/** Test code: a PostgreSQL of the distribution, on TCP with passwords, as a customer would run it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { StateConfig } from '../config.ts'
import { postgresUser } from './postgres-binaries.ts'

export type ExternalPostgres = {
  readonly config: Extract<StateConfig, { kind: 'external' }>
  readonly adminUrl: string
  readonly stop: () => Promise<void>
}

const installed = '/usr/lib/postgresql'
/** A minute at least: the machine may be busy with other tests. */
const connectAttemptsMax = 3000

/** The newest server of Debian's packages, or undefined. */
export function installedPostgres(): string | undefined {
  if (!existsSync(installed)) return undefined
  const [newest] = readdirSync(installed)
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(b) - Number(a))
  const folder = newest === undefined ? undefined : join(installed, newest, 'bin')
  return folder !== undefined && existsSync(join(folder, 'initdb')) ? folder : undefined
}

export async function startExternalPostgres(binaries: string, directory: string): Promise<ExternalPostgres> {
  const user = postgresUser()
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid }
  const data = join(directory, 'data')
  mkdirSync(data, { recursive: true, mode: 0o700 })
  writeFileSync(join(directory, 'password'), 'admin-password', { mode: 0o644 })
  if (user !== undefined) for (const path of [directory, data]) chownSync(path, user.uid, user.gid)
  const options = { ...identity, cwd: data, stdio: 'ignore' } as const
  const initArguments = [
    '-D',
    data,
    '-U',
    'admin',
    '-A',
    'scram-sha-256',
    `--pwfile=${join(directory, 'password')}`,
    '--no-sync',
  ]
  execFileSync(join(binaries, 'initdb'), initArguments, options)
  const port = await freePort()
  const child = spawn(
    join(binaries, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'fsync=off'],
    options,
  )
  const adminUrl = `postgresql://admin:admin-password@127.0.0.1:${port}/postgres`
  await prepare(adminUrl)
  const url = (role: string) => `postgresql://${role}:secret@127.0.0.1:${port}/countersign`
  const config = { kind: 'external', url: url('their_app'), ownerUrl: url('countersign_owner') } as const
  return { config, adminUrl, stop: () => stop(child) }
}

/** What docs/operations.md tells a customer to do. */
async function prepare(adminUrl: string): Promise<void> {
  const client = await connected(adminUrl)
  await client.query("CREATE ROLE countersign_owner LOGIN PASSWORD 'secret'")
  await client.query("CREATE ROLE their_app LOGIN PASSWORD 'secret'")
  await client.query('CREATE DATABASE countersign OWNER countersign_owner')
  await client.end()
}

async function connected(url: string): Promise<pg.Client> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client(url)
    try {
      await client.connect()
      return client
    } catch (error) {
      if (attempt > connectAttemptsMax) throw error
      await sleep(20)
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
}
