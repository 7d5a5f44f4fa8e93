import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  type ConfigSource,
  type Environment,
  type Flags,
  type Found,
  flagName,
  openConfigSource,
  placeOf,
} from './config-source.ts'
import { authoritiesIn } from './egress/authorities.ts'
import { CountersignError } from './errors.ts'
import { defaultLimits, type LimitName, type Limits, limitTable } from './limits.ts'
import type { LogFormat, LogLevel } from './log.ts'
import { isSecret, type SettingName, settingTable, standardFound } from './setting-table.ts'
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

/** Where metrics are read; they are kept in any case. */
export type MetricsConfig = {
  /** Undefined: nobody listens. 0: any free port. */
  readonly port: number | undefined
  readonly host: string
  /** Asked for as `Authorization: Bearer …`; empty: not asked for. */
  readonly token: string
  /** Whether ids of tenants appear as labels. */
  readonly showTenants: boolean
}

/** Where spans and metrics of this server go by OTLP. */
export type TelemetryConfig = {
  /** Base address of the collector: `http://collector:4318`. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly serviceName: string
  /** Of the traces that begin here; one that began elsewhere is kept when it is kept there. */
  readonly sampledPercent: number
}

/** How tenants are told of their incidents. */
export type NotificationConfig = {
  /** Undefined: no mail is sent. */
  readonly mail: { readonly url: string; readonly from: string } | undefined
  /** `host:port` that webhooks may reach although it is private or speaks plain http. */
  readonly allowedHosts: ReadonlySet<string>
}

export type Config = {
  readonly dataDir: string
  readonly region: Region
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Where people reach the console, without a trailing slash; decides `Secure` cookies and sign-in links. */
  readonly publicUrl: string | undefined
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** What stored secrets are sealed with, the newest first; none: the key of the data directory. */
  readonly sealingKeys: readonly Buffer[]
  /** Certificates (PEM) of authorities that are trusted besides the well-known ones. */
  readonly authorities: readonly string[]
  readonly logLevel: LogLevel
  readonly logFormat: LogFormat
  readonly metrics: MetricsConfig
  /** Undefined: nothing is exported. */
  readonly telemetry: TelemetryConfig | undefined
  readonly notification: NotificationConfig
  readonly lake: LakeConfig
  readonly state: StateConfig
  readonly limits: Limits
}

/** Names of all settings and limits, as flags. */
export const configNames: readonly string[] = [
  ...Object.keys(settingTable),
  ...Object.keys(limitTable).map(flagName),
]

/**
 * Reads and checks everything: flags, then the environment, then the file that `--config` or COUNTERSIGN_CONFIG names,
 * then defaults. Errors: CONFIG_INVALID, naming the setting, the place it came from and what it has to be.
 */
export function readConfig(env: Environment, flags: Flags = {}): Config {
  return configFrom(openConfigSource(env, flags, configNames), env)
}

export function configFrom(source: ConfigSource, env: Environment): Config {
  const read = (name: SettingName): Found =>
    source.find(name) ??
    standardFound(name, env) ?? { text: settingTable[name].default, origin: { kind: 'default' } }
  return {
    dataDir: resolve(read('data').text || defaultDataDir(env)),
    region: checkedRegion(read('region')),
    host: read('host').text,
    port: checkedNumber('port', read('port'), 0, portMax),
    publicUrl: checkedUrl('public-url', read('public-url'), ['http:', 'https:'])?.replace(/\/+$/, ''),
    trustedProxies: proxyList(read('trusted-proxies')),
    sealingKeys: sealingKeysOf(read),
    authorities: trustedAuthorities(read('ca-file')),
    logLevel: oneOf('log-level', read('log-level'), ['silent', 'error', 'warn', 'info', 'debug']),
    logFormat: oneOf('log-format', read('log-format'), ['auto', 'json', 'text']),
    metrics: metricsConfig(read),
    telemetry: telemetryConfig(read),
    notification: notificationConfig(read),
    lake: lakeConfig(read),
    state: stateConfig(read),
    limits: readLimits(source),
  }
}

type Read = (name: SettingName) => Found

const portMax = 65_535
const loopback = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/

function readLimits(source: ConfigSource): Limits {
  const limits: Record<string, number> = { ...defaultLimits }
  for (const name of Object.keys(limitTable) as LimitName[]) {
    const found = source.find(name)
    const { min, max } = limitTable[name]
    if (found !== undefined) limits[name] = checkedNumber(name, found, min, max)
  }
  return limits as Limits
}

function defaultDataDir(env: Environment): string {
  if (process.getuid?.() === 0) return '/var/lib/countersign'
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'countersign')
}

const sealingKeyBytes = 32

function sealingKeysOf(read: Read): readonly Buffer[] {
  const [given, path] = [read('sealing-key'), read('sealing-key-file')]
  if (given.text !== '' && path.text !== '')
    throw invalid('sealing-key-file', path, 'left out when sealing-key is set')
  const text = path.text === '' ? given.text : fileText('sealing-key-file', path)
  const keys = text.split(/[,\s]+/).filter((one) => one !== '')
  return keys.map((one) => {
    const key = Buffer.from(one, 'base64')
    if (/^[A-Za-z0-9+/_-]+=*$/.test(one) && key.length === sealingKeyBytes) return key
    if (path.text === '')
      throw invalid('sealing-key', given, `${sealingKeyBytes} bytes in base64, for each key`)
    throw invalid('sealing-key-file', path, `a file of keys, each ${sealingKeyBytes} bytes in base64`)
  })
}

function trustedAuthorities(found: Found): readonly string[] {
  if (found.text === '') return []
  const authorities = authoritiesIn(fileText('ca-file', found))
  if (authorities === undefined) throw invalid('ca-file', found, 'a file of certificates in PEM')
  return authorities
}

function fileText(name: SettingName, found: Found): string {
  try {
    return readFileSync(found.text, 'utf8')
  } catch (cause) {
    throw invalid(name, found, `a file that can be read (${(cause as NodeJS.ErrnoException).code})`)
  }
}

function proxyList(found: Found): readonly string[] {
  const proxies = listed(found.text)
  if (!proxies.every(isAddressOrNetwork))
    throw invalid('trusted-proxies', found, 'addresses or networks such as 10.0.0.0/8, separated by commas')
  return proxies
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function listed(commaSeparated: string): readonly string[] {
  return commaSeparated
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '')
}

/** Metrics name sources of load and error, so they leave the machine only to whoever holds the token. */
function metricsConfig(read: Read): MetricsConfig {
  const [port, host, token] = [read('metrics-port'), read('metrics-host'), read('metrics-token')]
  const listens = port.text !== ''
  if (listens && token.text === '' && !loopback.test(host.text))
    throw invalid(
      'metrics-host',
      host,
      'an address of this machine only (127.0.0.1), or metrics-token has to be set',
    )
  return {
    port: listens ? checkedNumber('metrics-port', port, 0, portMax) : undefined,
    host: host.text,
    token: token.text,
    showTenants: oneOf('metrics-tenants', read('metrics-tenants'), ['on', 'off']) === 'on',
  }
}

function telemetryConfig(read: Read): TelemetryConfig | undefined {
  const endpoint = checkedUrl('otlp-endpoint', read('otlp-endpoint'), ['http:', 'https:'])
  if (endpoint === undefined) return undefined
  return {
    endpoint,
    headers: headersIn(read('otlp-headers')),
    serviceName: read('otlp-service-name').text,
    sampledPercent: checkedNumber('otlp-sample-percent', read('otlp-sample-percent'), 0, 100),
  }
}

/** OpenTelemetry Protocol Exporter, "Specifying headers via environment variables": values are percent-encoded. */
function headersIn(found: Found): Readonly<Record<string, string>> {
  const pairs = found.text.split(',').filter((pair) => pair.trim() !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^\s*([A-Za-z0-9_-]+)\s*=\s*([!-~]*)\s*$/.exec(pair) ?? []
      if (name === undefined || value === undefined || !isPercentEncoded(value))
        throw invalid('otlp-headers', found, 'name=value, separated by commas')
      return [name.toLowerCase(), decodeURIComponent(value)]
    }),
  )
}

function isPercentEncoded(text: string): boolean {
  return !/%(?![0-7][0-9A-Fa-f])|%[01]|%7[Ff]/.test(text)
}

function notificationConfig(read: Read): NotificationConfig {
  const url = checkedUrl('smtp-url', read('smtp-url'), ['smtp:', 'smtps:'])
  const from = read('mail-from')
  if (url !== undefined && !/^[^\s@<>,;:"]+@[A-Za-z0-9.-]+$/.test(from.text))
    throw invalid('mail-from', from, 'one e-mail address when smtp-url is set')
  const allow = read('webhook-allow')
  const allowed = listed(allow.text)
  if (!allowed.every((host) => /^(?:[a-z0-9._-]+|\[[0-9a-f:]+\]):\d{1,5}$/.test(host)))
    throw invalid('webhook-allow', allow, 'host:port, separated by commas')
  return { mail: url === undefined ? undefined : { url, from: from.text }, allowedHosts: new Set(allowed) }
}

function lakeConfig(read: Read): LakeConfig {
  const url = checkedUrl('lake-url', read('lake-url'), ['http:', 'https:'])
  if (url === undefined) return { kind: 'chdb' }
  const database = read('lake-database')
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(database.text))
    throw invalid('lake-database', database, 'a plain name')
  return {
    kind: 'clickhouse',
    url,
    database: database.text,
    username: read('lake-username').text,
    password: read('lake-password').text,
  }
}

function stateConfig(read: Read): StateConfig {
  const url = checkedUrl('state-url', read('state-url'), ['postgres:', 'postgresql:'])
  const ownerUrl = checkedUrl('state-owner-url', read('state-owner-url'), ['postgres:', 'postgresql:'])
  if (url === undefined && ownerUrl === undefined) return { kind: 'embedded' }
  if (url === undefined) throw invalid('state-url', read('state-url'), 'set together with state-owner-url')
  if (ownerUrl === undefined)
    throw invalid('state-owner-url', read('state-owner-url'), 'set together with state-url')
  return { kind: 'external', url, ownerUrl }
}

function checkedRegion(found: Found): Region {
  if (!isRegion(found.text)) throw invalid('region', found, '1 to 63 of a-z, 0-9 and -')
  return found.text
}

function oneOf<Word extends string>(name: SettingName, found: Found, words: readonly Word[]): Word {
  const word = words.find((known) => known === found.text)
  if (word === undefined) throw invalid(name, found, `one of ${words.join(', ')}`)
  return word
}

function checkedNumber(name: string, found: Found, min: number, max: number): number {
  const value = /^\d+$/.test(found.text) ? Number(found.text) : Number.NaN
  if (!(value >= min && value <= max)) throw invalid(name, found, `a whole number from ${min} to ${max}`)
  return value
}

function checkedUrl(name: SettingName, found: Found, protocols: readonly string[]): string | undefined {
  const { text } = found
  if (text === '') return undefined
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol))
    throw invalid(name, found, `an address starting with ${protocols.map((p) => `${p}//`).join(' or ')}`)
  return text
}

function invalid(name: string, found: Found, wanted: string): CountersignError {
  const shown = isSecret(name) && found.text !== '' ? '(not shown)' : found.text.slice(0, 200)
  return new CountersignError(
    'CONFIG_INVALID',
    `${placeOf(name, found.origin)} is "${shown}" and has to be ${wanted}`,
  )
}
