import type { Answer, SightFacts } from '@countersign/investigation/facts'
import { spans } from '@countersign/investigation/question'
import type { SourceId } from '../../platform/tenancy/tenant-id.ts'
import type { InvestigationPorts } from '../ports.ts'
import { type Asking, coverageCite, inSpan, ownEventIds, type Span, spanParams, valuesMax } from './asking.ts'

/** How exactly a silence is measured. */
const bucketMs = 300_000
const hourMs = 3_600_000
const sourcesMax = 5

type SourceRow = { readonly source: string; readonly buckets: readonly number[] }

/**
 * Whether the sources that told of the incident delivered around it. The look ends where the tenant's records end, so that
 * the same records always give the same answer. Errors: LAKE_DOWN.
 */
export async function gatherSight(
  { tenantId, lake, subject }: Asking,
  { sourceName }: Pick<InvestigationPorts, 'sourceName'>,
): Promise<Answer<SightFacts>> {
  const { firstMs, lastMs } = subject
  const fromMs = firstMs - spans.aroundMs
  const toMs = await endOfRecords(lake, { fromMs, toMs: lastMs + spans.aroundMs })
  const rows = await lake.query<SourceRow>(
    ({ events }) => `
      SELECT toString(source_id) AS source,
             arraySort(groupUniqArray(intDiv(toUnixTimestamp64Milli(time), ${bucketMs}))) AS buckets
      FROM ${events}
      WHERE ${inSpan} AND source_id IN (SELECT DISTINCT source_id FROM ${events} WHERE event_id IN {own:Array(String)})
      GROUP BY source ORDER BY source LIMIT ${sourcesMax}`,
    {
      ...spanParams({ fromMs: fromMs - spans.usualSilenceMs, toMs }),
      own: ownEventIds(subject).slice(0, valuesMax),
    },
  )
  if (rows.length === 0) return { known: false, reason: 'the records of this incident are no longer held' }
  const sources = await Promise.all(
    rows.map(async ({ source, buckets }) => ({
      name: (await sourceName(tenantId, source as SourceId)) ?? source,
      ...pulseOf(buckets.map(Number), { fromMs, toMs }),
      cites: [coverageCite(source)],
    })),
  )
  const unreadLines = await countUnread(lake, { fromMs, toMs })
  return { known: true, value: { fromMs, toMs, sources, unreadLines } }
}

async function endOfRecords(lake: Asking['lake'], span: Span): Promise<number> {
  const [row] = await lake.query<{ readonly last_ms: number }>(
    ({ events }) => `SELECT toUnixTimestamp64Milli(max(time)) AS last_ms FROM ${events} WHERE ${inSpan}`,
    spanParams(span),
  )
  return Math.max(span.fromMs, Number(row?.last_ms ?? 0)) + 1
}

/** `buckets`: those with a record, in order. A silence is as long as the time between two records can have been at least. */
export function pulseOf(
  buckets: readonly number[],
  { fromMs, toMs }: Span,
): Omit<SightFacts['sources'][number], 'name' | 'cites'> {
  const times = buckets.map((bucket) => bucket * bucketMs)
  const before = times.filter((ms) => ms < fromMs)
  const within = times.filter((ms) => ms >= fromMs)
  const usual = longestGap(before)
  return {
    hours: Math.max(1, Math.ceil((toMs - fromMs) / hourMs)),
    hoursWithEvents: new Set(within.map((ms) => Math.floor((ms - fromMs) / hourMs))).size,
    longestSilence: longestGap([fromMs, ...within, toMs]) ?? { fromMs, toMs },
    ...(usual === undefined ? {} : { usualSilenceMs: usual.toMs - usual.fromMs }),
  }
}

function longestGap(times: readonly number[]): Span | undefined {
  let longest: Span | undefined
  for (const [at, toMs] of times.entries()) {
    const fromMs = times[at - 1]
    if (fromMs === undefined) continue
    if (longest === undefined || toMs - fromMs > longest.toMs - longest.fromMs) longest = { fromMs, toMs }
  }
  return longest
}

async function countUnread(lake: Asking['lake'], span: Span): Promise<number> {
  const [row] = await lake.query<{ readonly lines: number }>(
    ({ unparsed }) => `
      SELECT count() AS lines FROM ${unparsed}
      WHERE received_at >= fromUnixTimestamp64Milli({from_ms:Int64})
        AND received_at < fromUnixTimestamp64Milli({to_ms:Int64})`,
    spanParams(span),
  )
  return Number(row?.lines ?? 0)
}
