import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { CountersignError } from './errors.ts'
import { defaultLimits, type LimitName, type Limits, limitTable } from './limits.ts'
import type { LogLevel } from './log.ts'
import { isRegion, type Region } from './tenancy/tenant-id.ts'

export type LakeConfig =
  | { readonly kind: 'chdb' }
  | {
      readonly kind: 'clickhouse'
      readonly url: string
      readonly database: string
      readonly username: string
      readonly password: string
    }

export type StateConfig =
  | { readonly kind: 'embedded' }
  /** `url` logs in as the application role; `ownerUrl` owns the schema and runs migrations. */
  | { readonly kind: 'external'; readonly url: string; readonly ownerUrl: string }

export type Config = {
  readonly dataDir: string
  readonly region: Region
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Where people reach the console, without a trailing slash; decides `Secure` cookies and sign-in links. */
  readonly publicUrl: string | undefined
  readonly logLevel: LogLevel
  readonly lake: LakeConfig
  readonly state: StateConfig
  readonly limits: Limits
}

export type SettingEntry = { readonly default: string; readonly what: string; readonly secret?: true }

/** Settings that are no limits. Set by COUNTERSIGN_<NAME> or --<name>; a flag wins over the environment. */
export const settingTable = {
  data: {
    default: '',
    what: 'Data directory. Default: /var/lib/countersign as root, else ~/.local/share/countersign.',
  },
  region: { default: 'local', what: 'The one region this server serves: [a-z0-9-].' },
  host: { default: '127.0.0.1', what: 'Address to listen on.' },
  port: { default: '7300', what: 'Port to listen on; 0 takes any free one.' },
  'public-url': { default: '', what: 'Address people use (https://…) when a proxy stands in front.' },
  'log-level': { default: 'info', what: 'silent, error, warn, info or debug.' },
  'lake-url': { default: '', what: 'ClickHouse over HTTP (http://host:8123). Empty: the embedded lake.' },
  'lake-database': { default: 'countersign', what: 'Database in ClickHouse.' },
  'lake-username': { default: 'default', what: 'User in ClickHouse.' },
  'lake-password': { default: '', what: 'Password in ClickHouse.', secret: true },
  'state-url': {
    default: '',
    what: 'PostgreSQL as the application role. Empty: the embedded PostgreSQL.',
    secret: true,
  },
  'state-owner-url': { default: '', what: 'PostgreSQL as the owner, for migrations.', secret: true },
} as const satisfies Readonly<Record<string, SettingEntry>>

export type SettingName = keyof typeof settingTable
export type Flags = Readonly<Record<string, string | boolean | undefined>>
export type Environment = Readonly<Record<string, string | undefined>>

/** Reads and checks everything; throws CONFIG_INVALID that names the setting and where it came from. */
export function readConfig(env: Environment, flags: Flags = {}): Config {
  const read = (name: SettingName) => lookUp(name, env, flags) ?? settingTable[name].default
  return {
    dataDir: resolve(read('data') || defaultDataDir(env)),
    region: checkedRegion(read('region')),
    host: read('host'),
    port: checkedNumber('port', read('port'), 0, 65_535),
    publicUrl: checkedUrl('public-url', read('public-url'), ['http:', 'https:'])?.replace(/\/+$/, ''),
    logLevel: checkedLevel(read('log-level')),
    lake: lakeConfig(read),
    state: stateConfig(read),
    limits: readLimits(env, flags),
  }
}

export function environmentName(name: string): string {
  return `COUNTERSIGN_${flagName(name).replaceAll('-', '_').toUpperCase()}`
}

/** `batchMaxBytes` -> `batch-max-bytes` */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function lookUp(name: string, env: Environment, flags: Flags): string | undefined {
  const flag = flags[flagName(name)]
  if (flag !== undefined && flag !== false) return String(flag)
  return env[environmentName(name)]
}

function readLimits(env: Environment, flags: Flags): Limits {
  const limits: Record<string, number> = { ...defaultLimits }
  for (const name of Object.keys(limitTable) as LimitName[]) {
    const text = lookUp(name, env, flags)
    const { min, max } = limitTable[name]
    if (text !== undefined) limits[name] = checkedNumber(name, text, min, max)
  }
  return limits as Limits
}

function defaultDataDir(env: Environment): string {
  if (process.getuid?.() === 0) return '/var/lib/countersign'
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'countersign')
}

function lakeConfig(read: (name: SettingName) => string): LakeConfig {
  const url = checkedUrl('lake-url', read('lake-url'), ['http:', 'https:'])
  if (url === undefined) return { kind: 'chdb' }
  const database = read('lake-database')
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(database))
    throw invalid('lake-database', database, 'a plain name')
  return {
    kind: 'clickhouse',
    url,
    database,
    username: read('lake-username'),
    password: read('lake-password'),
  }
}

function stateConfig(read: (name: SettingName) => string): StateConfig {
  const url = checkedUrl('state-url', read('state-url'), ['postgres:', 'postgresql:'])
  const ownerUrl = checkedUrl('state-owner-url', read('state-owner-url'), ['postgres:', 'postgresql:'])
  if (url === undefined && ownerUrl === undefined) return { kind: 'embedded' }
  if (url === undefined) throw invalid('state-url', '', 'set together with state-owner-url')
  if (ownerUrl === undefined) throw invalid('state-owner-url', '', 'set together with state-url')
  return { kind: 'external', url, ownerUrl }
}

function checkedRegion(text: string): Region {
  if (!isRegion(text)) throw invalid('region', text, '1 to 63 of a-z, 0-9 and -')
  return text
}

function checkedLevel(text: string): LogLevel {
  const levels: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug']
  const level = levels.find((known) => known === text)
  if (level === undefined) throw invalid('log-level', text, levels.join(', '))
  return level
}

function checkedNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max)) throw invalid(name, text, `a whole number from ${min} to ${max}`)
  return value
}

function checkedUrl(name: SettingName, text: string, protocols: readonly string[]): string | undefined {
  if (text === '') return undefined
  const shown = 'secret' in settingTable[name] ? '(not shown)' : text
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
    throw invalid(name, shown, `an address starting with ${protocols.map((p) => `${p}//`).join(' or ')}`)
  }
  return text
}

function invalid(name: string, got: string, wanted: string): CountersignError {
  const names = `${environmentName(name)} / --${flagName(name)}`
  return new CountersignError('CONFIG_INVALID', `${names} is "${got}" and has to be ${wanted}`)
}
