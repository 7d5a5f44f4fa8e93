import { editsBetween } from '@countersign/filter/near-field'
import { type ConfigFile, readConfigFile } from './config-file.ts'
import { CountersignError } from './errors.ts'

export type Flags = Readonly<Record<string, string | boolean | undefined>>
export type Environment = Readonly<Record<string, string | undefined>>

/** Where a value came from. */
export type Origin =
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string; readonly line: number }
  | { readonly kind: 'default' }

export type Found = { readonly text: string; readonly origin: Origin }

/** Where settings are looked up, the strongest first: flags, environment, file. */
export type ConfigSource = {
  readonly find: (name: string) => Found | undefined
  readonly file: ConfigFile | undefined
}

export const configFileVariable = 'COUNTERSIGN_CONFIG'
const nearEditsMax = 3
const nearShownMax = 3

/**
 * The file is the one that `--config` names, else COUNTERSIGN_CONFIG; none by itself. `known` are the names a file may
 * hold, as flags. Errors: CONFIG_INVALID.
 */
export function openConfigSource(env: Environment, flags: Flags, known: readonly string[]): ConfigSource {
  const path = typeof flags.config === 'string' ? flags.config : env[configFileVariable]
  const file = path === undefined || path === '' ? undefined : readConfigFile(path)
  if (file !== undefined) refuseUnknown(file, known)
  return { file, find: (name) => findIn(env, flags, file, name) }
}

function findIn(
  env: Environment,
  flags: Flags,
  file: ConfigFile | undefined,
  name: string,
): Found | undefined {
  const flag = flagName(name)
  const given = flags[flag]
  if (given !== undefined && given !== false) return { text: String(given), origin: { kind: 'flag', flag } }
  const variable = environmentName(name)
  const set = env[variable]
  if (set !== undefined) return { text: set, origin: { kind: 'environment', variable } }
  const entry = file?.entries.find((one) => one.name === flag)
  if (file === undefined || entry === undefined) return undefined
  return { text: entry.text, origin: { kind: 'file', path: file.path, line: entry.line } }
}

function refuseUnknown({ path, entries }: ConfigFile, known: readonly string[]): void {
  const unknown = entries.find(({ name }) => !known.includes(name))
  if (unknown === undefined) return
  const near = nearNames(flagName(unknown.name), known)
  const advice = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
  throw new CountersignError(
    'CONFIG_INVALID',
    `${path}, line ${unknown.line}: there is no setting "${unknown.name.slice(0, 60)}"${advice}`,
  )
}

/** Variables that look like settings and are none, each with what may have been meant. */
export function unreadVariables(
  env: Environment,
  known: readonly string[],
): readonly { readonly variable: string; readonly near: readonly string[] }[] {
  const variables = known.map(environmentName)
  return Object.keys(env)
    .filter((name) => name.startsWith('COUNTERSIGN_') && name !== configFileVariable)
    .filter((name) => !variables.includes(name))
    .map((variable) => {
      const typed = variable.slice('COUNTERSIGN_'.length).toLowerCase().replaceAll('_', '-')
      return { variable, near: nearNames(typed, known).map(environmentName) }
    })
}

/** The nearest first; empty when nothing is near. */
export function nearNames(typed: string, known: readonly string[]): readonly string[] {
  const short = typed.slice(0, 80)
  return known
    .map((name) => ({ name, edits: editsBetween(short, name) }))
    .filter(({ edits }) => edits <= Math.min(nearEditsMax, short.length / 2))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, nearShownMax)
    .map(({ name }) => name)
}

/** `COUNTERSIGN_PORT`, `--port` or `port in /etc/countersign.yaml, line 3`: the place to put right. */
export function placeOf(name: string, origin: Origin): string {
  if (origin.kind === 'flag') return `--${origin.flag}`
  if (origin.kind === 'environment') return origin.variable
  if (origin.kind === 'file') return `${flagName(name)} in ${origin.path}, line ${origin.line}`
  return `--${flagName(name)} / ${environmentName(name)}`
}

export function environmentName(name: string): string {
  return `COUNTERSIGN_${flagName(name).replaceAll('-', '_').toUpperCase()}`
}

/** `batchMaxBytes` -> `batch-max-bytes` */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
