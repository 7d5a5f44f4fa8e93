import { type AskedSearch, listSearch } from '../routes/asked.ts'
import { type RawSearch, textOf } from '../routes/search-values.ts'

export type ConfigurationSearch = AskedSearch & {
  readonly tenant?: string | undefined
  /** Id of the configuration whose versions are shown. */
  readonly open?: string | undefined
  /** Version that the newest one is compared with. */
  readonly from?: string | undefined
  readonly sort?: string | undefined
}

export function configurationSearch(search: RawSearch): ConfigurationSearch {
  const from = textOf(search, 'from')
  const all: ConfigurationSearch = {
    ...listSearch(search),
    tenant: textOf(search, 'tenant'),
    open: textOf(search, 'open'),
    from: from !== undefined && /^[1-9]\d{0,8}$/.test(from) ? from : undefined,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
