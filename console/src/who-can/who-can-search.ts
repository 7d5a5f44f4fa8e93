import { type RawSearch, textOf } from '../routes/search-values.ts'

/** A question in the address, so that it can be shared and asked again. */
export type WhoCanSearch = {
  readonly tenant?: string | undefined
  readonly action?: string | undefined
  readonly resource?: string | undefined
  /** By the policy in force then, RFC 3339; absent: now. */
  readonly at?: string | undefined
}

export function whoCanSearch(search: RawSearch): WhoCanSearch {
  const at = textOf(search, 'at')
  const all: WhoCanSearch = {
    tenant: textOf(search, 'tenant'),
    action: textOf(search, 'action'),
    resource: textOf(search, 'resource'),
    at: at === undefined || Number.isNaN(Date.parse(at)) ? undefined : new Date(at).toISOString(),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
