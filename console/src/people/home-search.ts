import { type AskedSearch, listSearch } from '../routes/asked.ts'
import { type RawSearch, textOf } from '../routes/search-values.ts'

export type HomeSearch = AskedSearch & {
  /** Tenant whose page it is; absent: the operator's, or the first tenant where the operator has none. */
  readonly tenant?: string | undefined
  readonly sort?: string | undefined
}

export function homeSearch(search: RawSearch): HomeSearch {
  const tenant = textOf(search, 'tenant')
  return { ...listSearch(search), ...(tenant === undefined ? {} : { tenant }) }
}
