import type { EvidenceKind } from '@countersign/api/evidence'
import { type AskedSearch, listSearch } from '../routes/asked.ts'
import { oneOf, type RawSearch, textOf } from '../routes/search-values.ts'
import { evidenceKinds } from './entry-name.ts'

export type EvidenceSearch = {
  readonly tenant?: string | undefined
  readonly kind?: EvidenceKind | undefined
  /** Days `YYYY-MM-DD` in UTC, both included. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** The entry that is open, as `entryText` writes it. */
  readonly open?: string | undefined
}

export function evidenceSearch(search: RawSearch): EvidenceSearch {
  return known({
    tenant: textOf(search, 'tenant'),
    kind: oneOf(search, 'kind', evidenceKinds),
    from: dayIn(search, 'from'),
    to: dayIn(search, 'to'),
    open: textOf(search, 'open'),
  })
}

export type LogSearch = AskedSearch & {
  readonly tenant?: string | undefined
  readonly sort?: string | undefined
}

export function logSearch(search: RawSearch): LogSearch {
  return { ...listSearch(search), ...known({ tenant: textOf(search, 'tenant') }) }
}

export type PackSearch = {
  readonly tenant?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Ids of controls with commas between. */
  readonly controls?: string | undefined
}

export function packSearch(search: RawSearch): PackSearch {
  return known({
    tenant: textOf(search, 'tenant'),
    from: dayIn(search, 'from'),
    to: dayIn(search, 'to'),
    controls: textOf(search, 'controls'),
  })
}

const dayMilliseconds = 24 * 3_600_000

/** First instant of a day `YYYY-MM-DD` in UTC; undefined for what is no day. */
export function dayStart(day: string | undefined): string | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day ?? '') ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

/** First instant after a day: ranges of the API end before it. */
export function dayEnd(day: string | undefined): string | undefined {
  const start = dayStart(day)
  return start === undefined ? undefined : new Date(Date.parse(start) + dayMilliseconds).toISOString()
}

function dayIn(search: RawSearch, name: string): string | undefined {
  return dayStart(textOf(search, name))?.slice(0, 10)
}

function known<T extends object>(all: T): Partial<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<T>
}
