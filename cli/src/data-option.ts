import { fileURLToPath } from 'node:url'
import { type Config, readConfig } from '@countersign/server/platform/config'
import { type DataDir, dataDirPaths } from '@countersign/server/platform/data-dir'
import { flag, type ParsedArguments, type Terminal, textOption } from './command.ts'

/** Beside the code and ignored by git: the demo never touches the data of a real installation. */
export const demoDataDirectory = fileURLToPath(new URL('../../data/demo', import.meta.url))

/** The configuration of a server: flags, then the environment, then defaults. Errors: CONFIG_INVALID. */
export function configOf(parsed: ParsedArguments, terminal: Terminal): Config {
  const flags: Record<string, string> = {}
  for (const name of Object.keys(parsed.values)) {
    const value = textOption(parsed, name)
    if (value !== undefined) flags[name] = value
  }
  if (flag(parsed, 'demo')) flags.data ??= terminal.environment.COUNTERSIGN_DATA ?? demoDataDirectory
  return readConfig(terminal.environment, flags)
}

export function dataDirOf(parsed: ParsedArguments, terminal: Terminal): DataDir {
  return dataDirPaths(configOf(parsed, terminal).dataDir)
}
