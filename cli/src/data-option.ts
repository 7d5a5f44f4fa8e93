import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { type Config, readConfig } from '@countersign/server/platform/config'
import { type DataDir, dataDirPaths } from '@countersign/server/platform/data-dir'
import { closedFolder } from '@countersign/server/platform/state/postgres-binaries'
import { flag, type ParsedArguments, type Terminal, textOption } from './command.ts'

const besideTheCode = fileURLToPath(new URL('../../data/demo', import.meta.url))

/**
 * Beside the code and ignored by git: the demo never touches the data of a real installation. As root PostgreSQL runs
 * under another user, who may not get into the checkout (`/root/…`): then in a place of its own.
 */
function demoDataDirectory(): string {
  const reachable = process.getuid?.() !== 0 || closedFolder(besideTheCode) === undefined
  return reachable ? besideTheCode : '/var/lib/countersign-demo'
}

/** The configuration of a server: flags, the environment, the file, then defaults. Errors: CONFIG_INVALID. */
export function configOf(parsed: ParsedArguments, terminal: Terminal): Config {
  return readConfig(terminal.environment, flagsOf(parsed, terminal))
}

/** What the person gave as flags, and where the demo keeps its data. */
export function flagsOf(parsed: ParsedArguments, terminal: Terminal): Readonly<Record<string, string>> {
  const flags: Record<string, string> = {}
  for (const name of Object.keys(parsed.values)) {
    const value = textOption(parsed, name)
    if (value !== undefined) flags[name] = value
  }
  if (flag(parsed, 'demo')) flags.data ??= terminal.environment.COUNTERSIGN_DATA ?? demoDataDirectory()
  return flags
}

export function dataDirOf(parsed: ParsedArguments, terminal: Terminal): DataDir {
  return dataDirPaths(configOf(parsed, terminal).dataDir)
}
