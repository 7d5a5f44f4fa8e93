import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type EventFilter, eventsQuery, histogramQuery } from '../api/queries.ts'
import { type EventSearch, filterOf } from './event-search.ts'

/**
 * The events of a search. A relative range ends when the search was asked, not at every moment since: rows stay where
 * they are until the reader asks again.
 */
export function useEvents(search: EventSearch) {
  const [asked, setAsked] = useState(0)
  const { tenant, q, last, from, to } = search
  const key = JSON.stringify([tenant, q, last, from, to, asked])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what of the search counts
  const filter = useMemo(() => filterOf(search, Date.now()), [key])
  const query = useInfiniteQuery(eventsQuery(filter))
  const histogram = useQuery(histogramQuery(filter))
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { filter, query, histogram, rows, askAgain: () => setAsked((count) => count + 1) }
}

export type Events = ReturnType<typeof useEvents>

export function filterSpan(filter: EventFilter) {
  return { fromMs: Date.parse(filter.from), toMs: Date.parse(filter.to) }
}
