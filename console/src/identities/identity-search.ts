import { listOf, oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

export type IdentitySearch = {
  readonly tenant?: readonly string[] | undefined
  readonly text?: string | undefined
  /** Seen last first, unless by number of events. */
  readonly sort?: 'events' | undefined
  /** `tenantId/identityKey` of the identity that is open. */
  readonly open?: string | undefined
}

export function identitySearch(search: RawSearch): IdentitySearch {
  const all: IdentitySearch = {
    tenant: listOf(search, 'tenant'),
    text: textOf(search, 'text'),
    sort: oneOf(search, 'sort', ['events']),
    open: textOf(search, 'open'),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** A key may hold slashes, a tenant's id holds none. */
export function openedIdentity(
  open: string | undefined,
): { readonly tenantId: string; readonly identityKey: string } | undefined {
  const at = open?.indexOf('/') ?? -1
  return open === undefined || at < 1
    ? undefined
    : { tenantId: open.slice(0, at), identityKey: open.slice(at + 1) }
}
