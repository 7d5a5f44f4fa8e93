import { type Config, configFrom, configNames } from './config.ts'
import {
  type Environment,
  type Flags,
  type Origin,
  openConfigSource,
  unreadVariables,
} from './config-source.ts'
import { limitTable } from './limits.ts'
import { isSecret, settingTable, standardFound } from './setting-table.ts'

export type EffectiveSetting = {
  /** As the flag. */
  readonly name: string
  /** As text; a secret that is set is `(set)`, a password inside an address is `***`. */
  readonly value: string
  readonly origin: Origin
}

export type EffectiveConfig = {
  readonly config: Config
  readonly settings: readonly EffectiveSetting[]
  /** COUNTERSIGN_ variables that no setting reads. */
  readonly unread: ReturnType<typeof unreadVariables>
}

/** What a server started now would run with, and where each value comes from. Errors: CONFIG_INVALID. */
export function effectiveConfig(env: Environment, flags: Flags = {}): EffectiveConfig {
  const source = openConfigSource(env, flags, configNames)
  const config = configFrom(source, env)
  const defaults = defaultTexts(config)
  const settings = configNames.map((name): EffectiveSetting => {
    const { text, origin } = source.find(name) ??
      standardFound(name, env) ?? { text: defaults[name] ?? '', origin: { kind: 'default' } }
    return { name, value: masked(name, text), origin }
  })
  return { config, settings, unread: unreadVariables(env, configNames) }
}

function defaultTexts(config: Config): Readonly<Record<string, string>> {
  const settings = Object.entries(settingTable).map(([name, entry]) => [name, entry.default])
  const limits = Object.entries(limitTable).map(([, entry], index) => [
    configNames[settings.length + index],
    String(entry.default),
  ])
  return { ...Object.fromEntries([...settings, ...limits]), data: config.dataDir }
}

function masked(name: string, text: string): string {
  if (isSecret(name)) return text === '' ? '' : '(set)'
  return text.replace(/(:\/\/[^/@\s:]*):[^/@\s]*@/, '$1:***@')
}
