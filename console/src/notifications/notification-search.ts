import { type HomeSearch, homeSearch } from '../people/home-search.ts'
import { type RawSearch, textOf } from '../routes/search-values.ts'

export type NotificationSearch = HomeSearch & {
  /** Id of the channel whose messages are shown beside the list. */
  readonly channel?: string | undefined
}

export function notificationSearch(search: RawSearch): NotificationSearch {
  const channel = textOf(search, 'channel')
  return { ...homeSearch(search), ...(channel === undefined ? {} : { channel }) }
}
