import type { IncidentRow } from '@countersign/api/incident'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { incidentsQuery } from '../api/queries.ts'
import { heldRows } from './held-rows.ts'
import { apiFilter, type QueueSearch } from './queue-search.ts'

export const rowKey = (row: Pick<IncidentRow, 'tenantId' | 'incidentId'>) =>
  `${row.tenantId}/${row.incidentId}`

/** The queue for a filter, as loaded so far; nothing moves until `takeNew` is called. */
export function useQueue(search: QueueSearch) {
  const query = useInfiniteQuery(incidentsQuery(apiFilter(search)))
  const pages = query.data?.pages
  const fresh = useMemo(() => uniqueRows(pages?.flatMap((page) => page.items) ?? []), [pages])
  const held = useHeld(fresh, JSON.stringify(search), query.isPlaceholderData)
  return { query, counts: pages?.[0]?.counts ?? {}, ...held }
}

function uniqueRows(rows: readonly IncidentRow[]): readonly IncidentRow[] {
  return [...new Map(rows.map((row) => [rowKey(row), row])).values()]
}

function useHeld(fresh: readonly IncidentRow[], filterKey: string, isOld: boolean) {
  const hold = useRef({ filterKey, order: [] as readonly string[], last: new Map<string, IncidentRow>() })
  const [taken, setTaken] = useState(0)
  return useMemo(() => {
    void taken
    if (hold.current.filterKey !== filterKey && !isOld)
      hold.current = { filterKey, order: [], last: new Map() }
    const held = heldRows(hold.current.order, fresh, rowKey, hold.current.last)
    hold.current.order = held.order
    for (const row of fresh) hold.current.last.set(rowKey(row), row)
    return {
      rows: held.rows,
      waiting: held.waiting,
      takeNew: () => {
        hold.current.order = []
        setTaken((count) => count + 1)
      },
    }
  }, [fresh, filterKey, isOld, taken])
}
