import { type Pane, panes } from '../events/event-search.ts'
import { type QueueSearch, queueSearch } from '../queue/queue-search.ts'
import { oneOf, type RawSearch, textOf } from '../routes/search-values.ts'

/** The incident page keeps the queue's filter, so that next and previous go on in the same queue. */
export type IncidentSearch = QueueSearch & {
  /** Id of the event open in the side panel. */
  readonly event?: string | undefined
  readonly pane?: Pane | undefined
  readonly timeline?: 'table' | undefined
  readonly entities?: 'table' | undefined
  /** Shown part of the timeline: two moments in milliseconds, `from-to`. */
  readonly zoom?: string | undefined
}

export function incidentSearch(search: RawSearch): IncidentSearch {
  const zoom = textOf(search, 'zoom')
  const own = {
    event: textOf(search, 'event'),
    pane: oneOf(search, 'pane', panes),
    timeline: oneOf(search, 'timeline', ['table']),
    entities: oneOf(search, 'entities', ['table']),
    zoom: zoom !== undefined && /^\d+-\d+$/.test(zoom) ? zoom : undefined,
  }
  const set = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  return { ...queueSearch(search), ...set }
}
