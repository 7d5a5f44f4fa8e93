import { listOf, type RawSearch } from '../routes/search-values.ts'

export type HandOverSearch = { readonly tenant?: readonly string[] | undefined }

export function handOverSearch(search: RawSearch): HandOverSearch {
  const tenant = listOf(search, 'tenant')
  return tenant === undefined ? {} : { tenant }
}
