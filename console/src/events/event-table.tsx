import type { EventRow } from '@countersign/api/event'
import { memo } from 'react'
import { GapRow } from '../rows/gap-row.tsx'
import type { RowCursor } from '../rows/use-row-cursor.ts'
import { useRowWindow } from '../rows/use-row-window.ts'
import { useSteady } from '../rows/use-steady.ts'
import { EventCell } from './event-cell.tsx'
import { columnTitles, type EventColumn, usualColumns } from './event-columns.ts'
import { type EventSearch, eventAddress } from './event-search.ts'
import css from './events.module.css'
import type { Events } from './use-events.ts'

const rowPx = { wide: 34, narrow: 64 }
const headPx = 32
/** Columns that were chosen are all shown; where they find no room, the table scrolls sideways. */
const columnMinPx = 120
/** The events as a table of which only the rows near the window exist. */
export function EventTable(props: {
  readonly events: Events
  readonly cursor: RowCursor
  readonly search: EventSearch
}) {
  const { events, cursor, search } = props
  const columns = search.cols ?? usualColumns
  const { hasNextPage, isFetching, fetchNextPage } = events.query
  const { scroller, items, totalPx } = useRowWindow({
    count: events.rows.length,
    rowPx,
    cursor,
    headPx,
    hasMore: hasNextPage && !isFetching,
    onMore: fetchNextPage,
  })
  const onPoint = useSteady(cursor.point)
  return (
    <div
      ref={scroller}
      className={css.rows}
      data-testid="events"
      data-stale={events.query.isPlaceholderData || undefined}
    >
      <table
        className={css.table}
        data-usual={search.cols === undefined || undefined}
        style={search.cols === undefined ? undefined : { minWidth: columns.length * columnMinPx }}
        aria-label="Events, newest first"
        aria-rowcount={hasNextPage ? -1 : events.rows.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column} scope="col" data-column={column}>
                {columnTitles[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <GapRow px={items[0]?.start ?? 0} />
          {items.map((item, at) => {
            const row = events.rows[item.index]
            if (row === undefined) return null
            const before = items[at - 1]
            const gap = before === undefined ? 0 : item.start - before.end
            return (
              <EventTableRow
                key={`${row.tenantId}/${row.eventId}`}
                row={row}
                columns={columns}
                index={item.index}
                gapPx={gap}
                heightPx={item.size}
                isCurrent={item.index === cursor.at}
                isOpen={search.event === eventAddress(row)}
                search={search}
                onPoint={onPoint}
              />
            )
          })}
          <GapRow px={totalPx - (items.at(-1)?.end ?? totalPx)} />
        </tbody>
      </table>
    </div>
  )
}

const EventTableRow = memo(function EventTableRow(props: {
  readonly row: EventRow
  readonly columns: readonly EventColumn[]
  readonly index: number
  readonly gapPx: number
  readonly heightPx: number
  readonly isCurrent: boolean
  readonly isOpen: boolean
  readonly search: EventSearch
  readonly onPoint: (index: number) => void
}) {
  const { row } = props
  return (
    <>
      <GapRow px={props.gapPx} />
      <tr
        aria-rowindex={props.index + 2}
        data-row={props.index}
        data-current={props.isCurrent || undefined}
        data-open={props.isOpen || undefined}
        style={{ height: props.heightPx }}
        onMouseDown={() => props.onPoint(props.index)}
      >
        {props.columns.map((column) => (
          <td key={column} data-column={column}>
            <EventCell column={column} row={row} search={props.search} isCurrent={props.isCurrent} />
          </td>
        ))}
      </tr>
    </>
  )
})
