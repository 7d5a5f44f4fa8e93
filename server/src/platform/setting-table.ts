import type { Environment, Found } from './config-source.ts'

export type SettingEntry = {
  readonly default: string
  readonly what: string
  readonly secret?: true
  /** A variable of OpenTelemetry's specification that is read when nothing of ours is set. */
  readonly standardVariable?: string
}

/**
 * Settings that are no limits. Set by --<name>, COUNTERSIGN_<NAME> or <name> in the configuration file; a flag wins over
 * the environment, and the environment over the file.
 */
export const settingTable = {
  data: {
    default: '',
    what: 'Data directory. Default: /var/lib/countersign as root, else ~/.local/share/countersign.',
  },
  region: { default: 'local', what: 'The one region this server serves: [a-z0-9-].' },
  host: { default: '127.0.0.1', what: 'Address to listen on.' },
  port: { default: '7300', what: 'Port to listen on; 0 takes any free one.' },
  'public-url': { default: '', what: 'Address people use (https://…) when a proxy stands in front.' },
  'trusted-proxies': {
    default: '',
    what: 'Addresses or networks (10.0.0.0/8), separated by commas, whose X-Forwarded-For is believed.',
  },
  'sealing-key': {
    default: '',
    what: 'Keys that stored secrets are sealed with: 32 bytes in base64 each, the newest first, separated by commas.',
    secret: true,
  },
  'sealing-key-file': { default: '', what: 'A file that holds them instead, one a line.' },
  'ca-file': {
    default: '',
    what: 'File of certificates (PEM) of authorities that are trusted, besides the well-known ones, wherever this server connects to.',
  },
  'log-level': { default: 'info', what: 'silent, error, warn, info or debug.' },
  'log-format': {
    default: 'auto',
    what: 'json, text or auto: text for a person at a terminal, JSON lines for anything else.',
  },
  'metrics-port': {
    default: '',
    what: 'Port for Prometheus, GET /metrics. Empty: none; 0 takes any free one.',
  },
  'metrics-host': {
    default: '127.0.0.1',
    what: 'Address to listen on for metrics; beyond this machine only with a token.',
  },
  'metrics-token': { default: '', what: 'Bearer token that a reader of metrics has to send.', secret: true },
  'metrics-tenants': { default: 'off', what: 'on: ids of tenants appear as labels of a few metrics.' },
  'otlp-endpoint': {
    default: '',
    what: 'Collector for spans and metrics, OTLP over HTTP (http://collector:4318). Empty: nothing is exported.',
    standardVariable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  },
  'otlp-headers': {
    default: '',
    what: 'Headers for the collector: name=value, separated by commas.',
    secret: true,
    standardVariable: 'OTEL_EXPORTER_OTLP_HEADERS',
  },
  'otlp-service-name': {
    default: 'countersign',
    what: 'Name of this service in spans and metrics.',
    standardVariable: 'OTEL_SERVICE_NAME',
  },
  'otlp-sample-percent': { default: '100', what: 'Share of the traces that begin here which is exported.' },
  'smtp-url': {
    default: '',
    what: 'Mail server for notifications: smtp://name:password@host:587 or smtps://… Empty: no mail is sent.',
    secret: true,
  },
  'mail-from': { default: '', what: 'Sender of notifications: alerts@example.com. Needed with smtp-url.' },
  'webhook-allow': {
    default: '',
    what: 'host:port, separated by commas, that webhooks may reach although it is private or speaks plain http.',
  },
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

export function isSecret(name: string): boolean {
  return name in settingTable && 'secret' in settingTable[name as SettingName]
}

/** What a variable that other programs read, too, says of a setting. */
export function standardFound(name: string, env: Environment): Found | undefined {
  const entry: SettingEntry | undefined = settingTable[name as SettingName]
  const variable = entry?.standardVariable
  const text = variable === undefined ? undefined : env[variable]
  if (variable === undefined || text === undefined || text === '') return undefined
  return { text, origin: { kind: 'environment', variable } }
}
