import type { EventRow } from '@countersign/api/event'
import { Link } from '@tanstack/react-router'
import { GapRow } from '../rows/gap-row.tsx'
import type { RowCursor } from '../rows/use-row-cursor.ts'
import { useRowWindow } from '../rows/use-row-window.ts'
import { Identity } from '../shell/identity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { type EventSearch, eventAddress } from './event-search.ts'
import css from './events.module.css'
import type { Events } from './use-events.ts'

const rowPx = { wide: 34, narrow: 64 }
const headPx = 30
const cellMaxChars = 160

type Column = { readonly name: string; readonly title: string }
const columns: readonly Column[] = [
  { name: 'time', title: 'Time' },
  { name: 'tenant', title: 'Tenant' },
  { name: 'action', title: 'Action' },
  { name: 'outcome', title: 'Outcome' },
  { name: 'identity', title: 'Identity' },
  { name: 'resource', title: 'Resource' },
  { name: 'where', title: 'From, host' },
  { name: 'format', title: 'Format' },
]

/** The events as a table of which only the rows near the window exist. */
export function EventTable(props: {
  readonly events: Events
  readonly cursor: RowCursor
  readonly search: EventSearch
}) {
  const { events, cursor, search } = props
  const { hasNextPage, isFetching, fetchNextPage } = events.query
  const { scroller, items, totalPx } = useRowWindow({
    count: events.rows.length,
    rowPx,
    cursor,
    headPx,
    hasMore: hasNextPage && !isFetching,
    onMore: fetchNextPage,
  })
  return (
    <div
      ref={scroller}
      className={css.rows}
      data-testid="events"
      data-stale={events.query.isPlaceholderData || undefined}
    >
      <table
        className={css.table}
        aria-label="Events, newest first"
        aria-rowcount={hasNextPage ? -1 : events.rows.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, title }) => (
              <th key={name} scope="col" data-column={name}>
                {title}
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
                index={item.index}
                gapPx={gap}
                heightPx={item.size}
                isCurrent={item.index === cursor.at}
                isOpen={search.event === eventAddress(row)}
                search={search}
                onPoint={() => cursor.point(item.index)}
              />
            )
          })}
          <GapRow px={totalPx - (items.at(-1)?.end ?? totalPx)} />
        </tbody>
      </table>
    </div>
  )
}

function EventTableRow(props: {
  readonly row: EventRow
  readonly index: number
  readonly gapPx: number
  readonly heightPx: number
  readonly isCurrent: boolean
  readonly isOpen: boolean
  readonly search: EventSearch
  readonly onPoint: () => void
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
        onMouseDown={props.onPoint}
      >
        <td data-column="time">
          <Instant at={row.time} />
        </td>
        <td data-column="tenant">
          <TenantChip tenantId={row.tenantId} />
        </td>
        <td data-column="action">
          <Link
            to="/events"
            search={{ ...props.search, event: eventAddress(row) }}
            resetScroll={false}
            preload={false}
            className={css.open}
            tabIndex={props.isCurrent ? 0 : -1}
            data-row-focus
          >
            <LogText text={row.action || row.activityName || row.className} max={cellMaxChars} mono />
          </Link>{' '}
          <span className={css.class}>{row.className}</span>
        </td>
        <td data-column="outcome">
          <Outcome statusId={row.statusId} />
        </td>
        <td data-column="identity">
          {row.identityKey === '' ? (
            <span className="quiet">not named</span>
          ) : (
            <Identity identityKey={row.identityKey} />
          )}
        </td>
        <td data-column="resource">
          <LogText text={row.resource} max={cellMaxChars} mono />
        </td>
        <td data-column="where">
          <LogText text={[row.sourceIp, row.host].filter((each) => each !== '').join(' ')} max={100} mono />
        </td>
        <td data-column="format" className="mono quiet">
          {row.format}
        </td>
      </tr>
    </>
  )
}

/** OCSF `status_id`: 1 success, 2 failure; everything else is not known to be either. */
function Outcome({ statusId }: { readonly statusId: number }) {
  if (statusId === 1)
    return (
      <span className={css.success}>
        <span aria-hidden="true">✓</span> ok
      </span>
    )
  if (statusId === 2)
    return (
      <span className={css.failure}>
        <span aria-hidden="true">✕</span> failed
      </span>
    )
  return <span className="quiet">unknown</span>
}
