import { listOf, type RawSearch, textOf } from '../routes/search-values.ts'

export type SourceSearch = {
  readonly tenant?: readonly string[] | undefined
  /** `tenantId/sourceId` of the source whose unparsed lines are open. */
  readonly open?: string | undefined
}

export function sourceSearch(search: RawSearch): SourceSearch {
  const tenant = listOf(search, 'tenant')
  const open = textOf(search, 'open')
  return { ...(tenant === undefined ? {} : { tenant }), ...(open === undefined ? {} : { open }) }
}
