import type { Lake } from '../platform/lake/lake.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** What the lake knows of one source over the last day, by time of arrival. */
export type SourceRates = {
  readonly lastSeenAt: string | null
  readonly eventsLastHour: number
  readonly eventsLastDay: number
  readonly unparsedLastDay: number
  /** Last 60 whole minutes, oldest first. */
  readonly perMinute: readonly number[]
  readonly formats: readonly { readonly format: string; readonly events: number }[]
}

export const noRates: SourceRates = {
  lastSeenAt: null,
  eventsLastHour: 0,
  eventsLastDay: 0,
  unparsedLastDay: 0,
  perMinute: Array<number>(60).fill(0),
  formats: [],
}

type EventRow = {
  readonly tenant: TenantId
  readonly source: string
  readonly lastSeen: string
  readonly lastHour: number
  readonly lastDay: number
  readonly minutes: readonly number[]
  readonly counts: readonly number[]
  readonly formats: Readonly<Record<string, number>>
}

/** Keyed by `tenant/source`. Counts are by arrival: a source with a wrong clock still shows as alive. */
export async function sourceRates(
  lake: Lake,
  tenantIds: readonly TenantId[],
  nowMilliseconds: number,
): Promise<ReadonlyMap<string, SourceRates>> {
  const scoped = lake.forTenants(tenantIds)
  const minute = Math.floor(nowMilliseconds / 60_000)
  const params = { now: nowMilliseconds, minute }
  const [events, unparsed] = await Promise.all([
    scoped.query<EventRow>(({ events }) => eventStatement(events), params),
    scoped.query<{ tenant: string; source: string; lastSeen: string; lines: number }>(
      ({ unparsed }) =>
        `SELECT tenant_id AS tenant, source_id AS source, max(received_at) AS lastSeen, count() AS lines FROM ${unparsed}
         WHERE received_at > fromUnixTimestamp64Milli({now:Int64} - 86400000, 'UTC') GROUP BY tenant, source`,
      params,
    ),
  ])
  const rates = new Map(events.map((row) => [keyOf(row), ratesOf(row, minute)]))
  for (const row of unparsed) {
    const before = rates.get(keyOf(row)) ?? noRates
    const lastSeenAt =
      before.lastSeenAt !== null && before.lastSeenAt > row.lastSeen ? before.lastSeenAt : row.lastSeen
    rates.set(keyOf(row), { ...before, lastSeenAt, unparsedLastDay: row.lines })
  }
  return rates
}

export function keyOf(source: { readonly tenant: string; readonly source: string }): string {
  return `${source.tenant}/${source.source}`
}

function eventStatement(events: string): string {
  return `
    SELECT tenant, source, max(lastReceived) AS lastSeen, sum(n) AS lastDay,
           sumIf(n, minute > {minute:Int64} - 60) AS lastHour,
           sumMap(map(format, n)) AS formats,
           groupArrayIf(minute, minute > {minute:Int64} - 60) AS minutes,
           groupArrayIf(n, minute > {minute:Int64} - 60) AS counts
    FROM (
      SELECT tenant_id AS tenant, source_id AS source, format, intDiv(toUnixTimestamp64Milli(received_at), 60000) AS minute,
             count() AS n, max(received_at) AS lastReceived
      FROM ${events}
      WHERE received_at > fromUnixTimestamp64Milli({now:Int64} - 86400000, 'UTC')
      GROUP BY tenant, source, format, minute
    )
    GROUP BY tenant, source`
}

function ratesOf(row: EventRow, minute: number): SourceRates {
  const perMinute = [...noRates.perMinute]
  row.minutes.forEach((at, index) => {
    const slot = 59 - (minute - at)
    if (slot >= 0 && slot < 60) perMinute[slot] = (perMinute[slot] ?? 0) + (row.counts[index] ?? 0)
  })
  const formats = Object.entries(row.formats)
    .map(([format, events]) => ({ format, events }))
    .sort((a, b) => b.events - a.events || a.format.localeCompare(b.format))
  return {
    lastSeenAt: row.lastSeen,
    eventsLastHour: row.lastHour,
    eventsLastDay: row.lastDay,
    unparsedLastDay: 0,
    perMinute,
    formats,
  }
}
