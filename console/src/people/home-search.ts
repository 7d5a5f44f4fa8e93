import { type RawSearch, textOf } from '../routes/search-values.ts'

export type HomeSearch = {
  /** Tenant whose page it is; absent: the operator's, or the first tenant where the operator has none. */
  readonly tenant?: string | undefined
}

export function homeSearch(search: RawSearch): HomeSearch {
  const tenant = textOf(search, 'tenant')
  return tenant === undefined ? {} : { tenant }
}
