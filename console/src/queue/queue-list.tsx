import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import css from './queue.module.css'
import { type Cursor, type Queue, toggled } from './queue-page.tsx'
import { QueueRow } from './queue-row.tsx'
import type { QueueSearch } from './queue-search.ts'
import { rowKey } from './use-queue.ts'

const rowPx = 58
const narrowRowPx = 112
/** The next page is asked for when this many rows are left below. */
const loadAheadRows = 40

export function QueueList(props: {
  readonly queue: Queue
  readonly cursor: Cursor
  readonly marked: ReadonlySet<string>
  readonly setMarked: (marked: ReadonlySet<string>) => void
  readonly search: QueueSearch
}) {
  const { queue, cursor, marked } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: queue.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (window.innerWidth < 760 ? narrowRowPx : rowPx),
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  useMore(queue, items.at(-1)?.index ?? 0)
  useEffect(() => virtual.scrollToIndex(cursor.at, { align: 'auto' }), [cursor.at, virtual])
  return (
    <div
      ref={scroller}
      className={css.list}
      data-stale={queue.query.isPlaceholderData || undefined}
      data-testid="queue"
      role="grid"
      aria-label="Incidents"
      aria-rowcount={queue.rows.length}
      tabIndex={0}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
        {items.map((item) => {
          const row = queue.rows[item.index]
          if (row === undefined) return null
          const key = rowKey(row)
          return (
            <QueueRow
              key={key}
              row={row}
              index={item.index}
              top={item.start}
              height={item.size}
              isCurrent={item.index === cursor.at}
              isMarked={marked.has(key)}
              search={props.search}
              onPoint={() => cursor.moveTo(item.index)}
              onMark={() => props.setMarked(toggled(marked, key))}
            />
          )
        })}
      </div>
    </div>
  )
}

function useMore({ query, rows }: Queue, lastIndex: number): void {
  const { hasNextPage, isFetching, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetching && lastIndex >= rows.length - loadAheadRows) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage, lastIndex, rows.length])
}
