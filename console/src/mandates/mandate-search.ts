import { type AskedSearch, listSearch } from '../routes/asked.ts'
import { oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

const mandateShows = ['proposed', 'in-force', 'ended', 'step-ups', 'decisions'] as const
export type MandateShow = (typeof mandateShows)[number]

export type MandateSearch = AskedSearch & {
  readonly tenant?: string | undefined
  /** Absent: every mandate. */
  readonly show?: MandateShow | undefined
  /** Only those of this identity. */
  readonly identity?: string | undefined
  /** Id of the mandate, or of the decision, that is open. */
  readonly open?: string | undefined
  readonly sort?: string | undefined
}

export function mandateSearch(search: RawSearch): MandateSearch {
  const all: MandateSearch = {
    ...listSearch(search),
    tenant: textOf(search, 'tenant'),
    show: oneOf(search, 'show', mandateShows),
    identity: textOf(search, 'identity'),
    open: textOf(search, 'open'),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

const statuses: Partial<Readonly<Record<MandateShow, string>>> = {
  proposed: 'proposed',
  'in-force': 'approved',
  ended: 'declined,revoked,expired',
}

/** What GET …/mandates is asked for. */
export function mandateFilter({ show, identity }: MandateSearch): {
  readonly status?: string
  readonly identity?: string
} {
  const status = show === undefined ? undefined : statuses[show]
  return { ...(status === undefined ? {} : { status }), ...(identity === undefined ? {} : { identity }) }
}
