import type { EventFilter } from '../api/queries.ts'
import { listOf, oneOf, type RawSearch, textOf } from '../routes/search-values.ts'
import { columnsOf, type EventColumn } from './event-columns.ts'

export const panes = ['raw', 'ocsf', 'why'] as const
export type Pane = (typeof panes)[number]

/** A search in the address: a range is `last` (`15m`, `24h`, `7d`) or `from` and `to` in RFC 3339. */
export type EventSearch = {
  readonly tenant?: readonly string[] | undefined
  readonly q?: string | undefined
  readonly last?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** `tenantId/eventId` of the event that is open. */
  readonly event?: string | undefined
  readonly pane?: Pane | undefined
  /** Columns of the table in their order; absent: the usual ones. */
  readonly cols?: readonly EventColumn[] | undefined
}

export const defaultLast = '24h'
const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

export function eventSearch(search: RawSearch): EventSearch {
  const from = instantOf(search, 'from')
  const to = instantOf(search, 'to')
  const last = textOf(search, 'last')
  const all: EventSearch = {
    tenant: listOf(search, 'tenant'),
    q: textOf(search, 'q'),
    last: last !== undefined && /^\d{1,4}[mhd]$/.test(last) ? last : undefined,
    from,
    to,
    event: textOf(search, 'event'),
    pane: oneOf(search, 'pane', panes),
    cols: columnsOf(listOf(search, 'cols')),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as EventSearch
}

function instantOf(search: RawSearch, name: string): string | undefined {
  const text = textOf(search, name)
  return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString()
}

/** The range asked for, ending `nowMs` when it is relative. */
export function rangeOf(search: EventSearch, nowMs: number): { readonly from: string; readonly to: string } {
  if (search.from !== undefined) {
    return { from: search.from, to: search.to ?? new Date(nowMs).toISOString() }
  }
  return {
    from: new Date(nowMs - lastMs(search.last ?? defaultLast)).toISOString(),
    to: new Date(nowMs).toISOString(),
  }
}

function lastMs(last: string): number {
  return Number.parseInt(last, 10) * (unitMs[last.at(-1) ?? 'h'] ?? 0)
}

export function filterOf(search: EventSearch, nowMs: number): EventFilter {
  return { tenant: search.tenant ?? [], q: search.q ?? '', ...rangeOf(search, nowMs) }
}

/** Names an event in the address of a page: tenant first. */
export function eventAddress({ tenantId, eventId }: { tenantId: string; eventId: string }): string {
  return `${tenantId}/${eventId}`
}

export function openedEvent(
  event: string | undefined,
): { readonly tenantId: string; readonly eventId: string } | undefined {
  const at = event?.indexOf('/') ?? -1
  return event === undefined || at < 1
    ? undefined
    : { tenantId: event.slice(0, at), eventId: event.slice(at + 1) }
}
