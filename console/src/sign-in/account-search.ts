import { type RawSearch, textOf } from '../routes/search-values.ts'

export type AccountSearch = {
  /** Page to go on to, for who came by a one-time link and first sets up how to sign in. */
  readonly next?: string | undefined
}

export function accountSearch(search: RawSearch): AccountSearch {
  const next = textOf(search, 'next')
  return next === undefined ? {} : { next }
}
