import { type RawSearch, textOf } from '../routes/search-values.ts'

export type NotificationSearch = {
  /** Tenant whose channels they are; absent: the first that the person sees. */
  readonly tenant?: string | undefined
  /** Id of the channel whose messages are shown beside the list. */
  readonly channel?: string | undefined
}

export function notificationSearch(search: RawSearch): NotificationSearch {
  const [tenant, channel] = [textOf(search, 'tenant'), textOf(search, 'channel')]
  return { ...(tenant === undefined ? {} : { tenant }), ...(channel === undefined ? {} : { channel }) }
}
