import { everything, type Filter } from '@countersign/filter/filter'
import { describeFilterError, FilterError } from '@countersign/filter/filter-error'
import { parseFilter } from '@countersign/filter/parse-filter'
import { type Static, Type } from 'typebox'
import { CountersignError } from '../platform/errors.ts'

const textMaxChars = 10_000

/** `tenant` is a comma-separated list; `from` and `to` are RFC 3339; `q` is the filter language (docs/search.md). */
export const EventQuery = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: textMaxChars })),
  from: Type.Optional(Type.String({ maxLength: 40 })),
  to: Type.Optional(Type.String({ maxLength: 40 })),
  q: Type.Optional(Type.String({ maxLength: textMaxChars })),
})
export type EventQuery = Static<typeof EventQuery>

/** What to look for: events with `fromMs` <= time < `toMs` that fit the filter. Milliseconds since the epoch. */
export type Search = { readonly fromMs: number; readonly toMs: number; readonly filter: Filter }

const defaultRangeMs = 24 * 3_600_000
/** What DateTime64(3) holds: 1900-01-01 to 2299-12-31. */
const earliestMs = Date.UTC(1900, 0, 1)
const latestMs = Date.UTC(2300, 0, 1)

/** The last 24 hours unless the query says otherwise. Errors: REQUEST_INVALID, FILTER_INVALID. */
export function searchOf({ from, to, q }: EventQuery, nowMs: number): Search {
  const toMs = to === undefined || to === '' ? nowMs : instantOf('to', to)
  const fromMs = from === undefined || from === '' ? toMs - defaultRangeMs : instantOf('from', from)
  if (fromMs >= toMs) throw new CountersignError('REQUEST_INVALID', 'from has to be before to')
  return { fromMs, toMs, filter: q === undefined ? everything : filterOf(q) }
}

function instantOf(name: string, text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms))
    throw new CountersignError('REQUEST_INVALID', `${name} has to be RFC 3339, like 2026-03-01T08:00:00Z`)
  return Math.min(latestMs, Math.max(earliestMs, ms))
}

function filterOf(q: string): Filter {
  try {
    return parseFilter(q)
  } catch (cause) {
    if (!(cause instanceof FilterError)) throw cause
    throw new CountersignError('FILTER_INVALID', describeFilterError(cause), { cause })
  }
}
