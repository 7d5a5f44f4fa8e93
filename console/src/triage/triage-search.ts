import { type AskedSearch, listSearch } from '../routes/asked.ts'
import { oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

type TriageView = 'closings' | 'review'

export type TriageSearch = AskedSearch & {
  readonly tenant?: string | undefined
  /** Absent: the families, and by which right each is closed. */
  readonly show?: TriageView | undefined
  readonly sort?: string | undefined
}

export function triageSearch(search: RawSearch): TriageSearch {
  const [tenant, show] = [textOf(search, 'tenant'), oneOf(search, 'show', ['closings', 'review'])]
  return {
    ...listSearch(search),
    ...(tenant === undefined ? {} : { tenant }),
    ...(show === undefined ? {} : { show }),
  }
}
