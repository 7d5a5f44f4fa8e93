import type { Source } from '@countersign/api/source'
import { type SourceState, sourceState } from './source-state.ts'

/** What of a tenant arrives, by its sources that still have a key. */
export type TenantCoverage = {
  readonly tenantId: string
  readonly states: Readonly<Record<Exclude<SourceState, 'revoked'>, number>>
  /** Names of sources that sent before and do not now: what they covered cannot be seen. */
  readonly quiet: readonly string[]
  /** Names of sources that have never sent. */
  readonly silent: readonly string[]
  /** Formats recognised in the last day. */
  readonly formats: readonly string[]
  readonly lastSeenAt: string | undefined
  readonly eventsLastDay: number
  readonly unparsedLastDay: number
  /** Of the last day's records, 0 to 1; undefined when nothing arrived. */
  readonly unparsedShare: number | undefined
}

/** In the order of `tenantIds`; a tenant without a source is there, too, with nothing to be seen. */
export function coverageOf(
  tenantIds: readonly string[],
  sources: readonly Source[],
  nowMs: number,
): readonly TenantCoverage[] {
  const byTenant = Map.groupBy(sources, ({ tenantId }) => tenantId)
  return tenantIds.map((tenantId) => ofTenant(tenantId, byTenant.get(tenantId) ?? [], nowMs))
}

function ofTenant(tenantId: string, all: readonly Source[], nowMs: number): TenantCoverage {
  const sources = all.filter(({ revokedAt }) => revokedAt === null)
  const inState = (state: SourceState) => sources.filter((source) => sourceState(source, nowMs) === state)
  const [live, quiet, silent] = [inState('live'), inState('quiet'), inState('silent')]
  const eventsLastDay = sum(sources, (source) => source.eventsLastDay)
  const unparsedLastDay = sum(sources, (source) => source.unparsedLastDay)
  const records = eventsLastDay + unparsedLastDay
  return {
    tenantId,
    states: { live: live.length, quiet: quiet.length, silent: silent.length },
    quiet: quiet.map(({ name }) => name),
    silent: silent.map(({ name }) => name),
    formats: [...new Set(sources.flatMap(({ formats }) => formats.map(({ format }) => format)))].sort(),
    lastSeenAt: sources
      .flatMap(({ lastSeenAt }) => lastSeenAt ?? [])
      .sort()
      .at(-1),
    eventsLastDay,
    unparsedLastDay,
    unparsedShare: records === 0 ? undefined : unparsedLastDay / records,
  }
}

function sum(sources: readonly Source[], of: (source: Source) => number): number {
  return sources.reduce((total, source) => total + of(source), 0)
}

/** `0.3 %`; a share that is not nothing never reads as nothing. */
export function shareWords(share: number): string {
  if (share === 0) return '0 %'
  const percent = share * 100
  return percent < 0.1 ? 'under 0.1 %' : `${percent.toFixed(percent < 10 ? 1 : 0)} %`
}
