import { type AskedSearch, listSearch } from '../routes/asked.ts'
import { oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

export type SignalSearch = AskedSearch & {
  readonly tenant?: string | undefined
  /** Who is told; absent: who tells. */
  readonly show?: 'streams' | undefined
  readonly sort?: string | undefined
}

export function signalSearch(search: RawSearch): SignalSearch {
  const [tenant, show] = [textOf(search, 'tenant'), oneOf(search, 'show', ['streams'])]
  return {
    ...listSearch(search),
    ...(tenant === undefined ? {} : { tenant }),
    ...(show === undefined ? {} : { show }),
  }
}
