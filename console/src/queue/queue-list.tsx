import { useRowWindow } from '../rows/use-row-window.ts'
import { useSteady } from '../rows/use-steady.ts'
import css from './queue.module.css'
import { type Cursor, type Queue, toggled } from './queue-page.tsx'
import { QueueRow } from './queue-row.tsx'
import type { QueueSearch } from './queue-search.ts'
import { rowKey } from './use-queue.ts'

const rowPx = { wide: 58, narrow: 112 }

/** The incidents as a list: the tab key reaches the row under the cursor, j and k move both. */
export function QueueList(props: {
  readonly queue: Queue
  readonly cursor: Cursor
  readonly marked: ReadonlySet<string>
  readonly setMarked: (marked: ReadonlySet<string>) => void
  readonly search: QueueSearch
}) {
  const { queue, cursor, marked } = props
  const { hasNextPage, isFetching, fetchNextPage } = queue.query
  const { scroller, items, totalPx } = useRowWindow({
    count: queue.rows.length,
    rowPx,
    cursor,
    hasMore: hasNextPage && !isFetching,
    onMore: fetchNextPage,
  })
  const onPoint = useSteady(cursor.point)
  const onMark = useSteady((key: string) => props.setMarked(toggled(marked, key)))
  return (
    <div
      ref={scroller}
      className={css.list}
      data-stale={queue.query.isPlaceholderData || undefined}
      data-testid="queue"
    >
      <ol aria-label="Incidents" style={{ height: totalPx, position: 'relative' }}>
        {items.map((item) => {
          const row = queue.rows[item.index]
          if (row === undefined) return null
          const key = rowKey(row)
          return (
            <QueueRow
              key={key}
              row={row}
              index={item.index}
              count={queue.rows.length}
              top={item.start}
              height={item.size}
              isCurrent={item.index === cursor.at}
              isMarked={marked.has(key)}
              search={props.search}
              onPoint={onPoint}
              onMark={onMark}
            />
          )
        })}
      </ol>
    </div>
  )
}
