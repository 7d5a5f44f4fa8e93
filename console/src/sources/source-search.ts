import { type AskedSearch, listSearch } from '../routes/asked.ts'
import { listOf, oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

export type SourceSearch = AskedSearch & {
  readonly tenant?: readonly string[] | undefined
  /** The sources one by one, or what they cover for each tenant. */
  readonly show?: 'coverage' | undefined
  /** `tenantId/sourceId` of the source whose unparsed lines are open. */
  readonly open?: string | undefined
  readonly sort?: string | undefined
}

export function sourceSearch(search: RawSearch): SourceSearch {
  const all: SourceSearch = {
    ...listSearch(search),
    tenant: listOf(search, 'tenant'),
    show: oneOf(search, 'show', ['coverage']),
    open: textOf(search, 'open'),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
