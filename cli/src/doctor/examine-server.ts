import { visibleText } from '@countersign/explanation/hostile-text'
import type { PlatformStatus, SourceStatus, StoreStatus } from '@countersign/server/status'
import { counted } from '../counted.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const clockToleranceMilliseconds = 2000
/** A source that sent within the last day and then stopped for this long is called silent. */
const silentMinutes = 60
const sourcesNamed = 3

/** `askedAtMs` is this machine's time at the moment of the answer. */
export function examineServer(status: PlatformStatus, askedAtMs: number): readonly Finding[] {
  return [
    ok(
      'server',
      `Countersign ${status.version} on Node ${status.node}, process ${status.pid}, at ${status.url}, ${megabytes(status.residentBytes)} resident`,
    ),
    storeFinding('lake', status.lake),
    storeFinding('state', status.state),
    clockFinding(status.nowMs - askedAtMs),
    ...sourceFindings(status),
    ruleFinding(status),
  ]
}

function storeFinding(what: string, { kind, status, version, reason }: StoreStatus): Finding {
  const engine =
    what === 'lake' ? `ClickHouse engine ${version} (${kind})` : `PostgreSQL ${version} (${kind})`
  return status === 'up'
    ? ok(what, engine)
    : fail(what, `${kind} does not answer: ${reason}`, 'See "When something breaks" in docs/operations.md.')
}

function clockFinding(differenceMs: number): Finding {
  const seconds = (Math.abs(differenceMs) / 1000).toFixed(1)
  return Math.abs(differenceMs) <= clockToleranceMilliseconds
    ? ok('clock', 'the server and this terminal agree')
    : warn('clock', `the server is ${seconds} s off this terminal`, 'Let both take their time from NTP.')
}

function sourceFindings({ sources, tenants, nowMs }: PlatformStatus): readonly Finding[] {
  if (sources.length === 0)
    return [
      warn(
        'sources',
        `${counted(tenants, 'tenant')}, no source`,
        'Create one on the Sources page and give its key to your shipper.',
      ),
    ]
  const never = sources.filter((source) => source.lastSeenAt === null)
  const silent = sources.filter((source) => isSilent(source, nowMs))
  const broken = sources.filter((source) => source.unparsedLastDay > 0)
  const events = sources.reduce((sum, source) => sum + source.eventsLastDay, 0)
  return [
    ok(
      'sources',
      `${counted(sources.length, 'source')} of ${counted(tenants, 'tenant')}, ${counted(events, 'event')} in 24 hours`,
    ),
    ...named(never, 'never sent anything', 'Check the shipper and its key.'),
    ...named(
      silent,
      `sent nothing for ${silentMinutes} minutes`,
      'Check that the shipper runs and reaches the server.',
    ),
    ...named(
      broken,
      'sent lines that could not be read',
      'See the unparsed lines on the Sources page; replay them once the format is right.',
    ),
  ]
}

function isSilent({ lastSeenAt }: SourceStatus, nowMs: number): boolean {
  return lastSeenAt !== null && nowMs - Date.parse(lastSeenAt) > silentMinutes * 60_000
}

function named(sources: readonly SourceStatus[], what: string, next: string): readonly Finding[] {
  if (sources.length === 0) return []
  const names = sources
    .slice(0, sourcesNamed)
    .map(({ tenantId, name }) => visibleText(`${tenantId}/${name}`, 120))
  const more = sources.length - names.length
  return [warn('sources', `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} ${what}`, next)]
}

function ruleFinding({ rules }: PlatformStatus): Finding {
  const packs = rules.packs.map(({ name, rules: count }) => `${name} ${count}`).join(', ')
  const detail = `${counted(rules.running, 'rule')} run (${packs})`
  return rules.refused.length === 0
    ? ok('rules', detail)
    : warn(
        'rules',
        `${detail}; ${counted(rules.refused.length, 'document')} refused`,
        '"countersign rules list --json" says which, and why.',
      )
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576).toLocaleString('en-GB')} MiB`
}
