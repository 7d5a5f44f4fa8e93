import type { IdentityRow } from '@countersign/api/identity'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { GapRow } from '../rows/gap-row.tsx'
import tableCss from '../rows/table.module.css'
import type { RowCursor } from '../rows/use-row-cursor.ts'
import { useRowWindow } from '../rows/use-row-window.ts'
import { useSteady } from '../rows/use-steady.ts'
import { Identity } from '../shell/identity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { countWords } from '../text/time-words.ts'
import css from './identities.module.css'
import type { IdentitySearch } from './identity-search.ts'

const rowPx = { wide: 38, narrow: 38 }
const headPx = 32

export function IdentityTable(props: {
  readonly rows: readonly IdentityRow[]
  readonly cursor: RowCursor
  readonly search: IdentitySearch
  readonly hasMore: boolean
  readonly onMore: () => void
}) {
  const { rows, cursor, search, hasMore, onMore } = props
  const { scroller, items, totalPx } = useRowWindow({
    count: rows.length,
    rowPx,
    cursor,
    headPx,
    hasMore,
    onMore,
  })
  const onPoint = useSteady(cursor.point)
  return (
    <div ref={scroller} className={tableCss.scroll} data-testid="identities">
      <table className={css.table} aria-label="Identities" aria-rowcount={rows.length + 1}>
        <Head search={search} />
        <tbody>
          <GapRow px={items[0]?.start ?? 0} />
          {items.map((item) => {
            const row = rows[item.index]
            return row === undefined ? null : (
              <Row
                key={`${row.tenantId}/${row.identityKey}`}
                row={row}
                index={item.index}
                isCurrent={item.index === cursor.at}
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

function Head({ search }: { readonly search: IdentitySearch }) {
  const byEvents = search.sort === 'events'
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" data-column="tenant">
          Tenant
        </th>
        <th scope="col">Identity</th>
        <th scope="col" data-column="incidents">
          Open incidents
        </th>
        <th scope="col" data-column="events" aria-sort={byEvents ? 'descending' : undefined}>
          <Link to="/identities" search={{ ...search, sort: 'events' }} preload={false} replace>
            Events {byEvents ? <span aria-hidden="true">↓</span> : null}
          </Link>
        </th>
        <th scope="col" data-column="formats">
          Seen in
        </th>
        <th scope="col" data-column="first">
          First seen
        </th>
        <th scope="col" data-column="last" aria-sort={byEvents ? undefined : 'descending'}>
          <Link to="/identities" search={{ ...search, sort: undefined }} preload={false} replace>
            Last seen {byEvents ? null : <span aria-hidden="true">↓</span>}
          </Link>
        </th>
      </tr>
    </thead>
  )
}

const Row = memo(function Row(props: {
  readonly row: IdentityRow
  readonly index: number
  readonly isCurrent: boolean
  readonly search: IdentitySearch
  readonly onPoint: (index: number) => void
}) {
  const { row, search } = props
  const address = `${row.tenantId}/${row.identityKey}`
  return (
    <tr
      aria-rowindex={props.index + 2}
      data-row={props.index}
      data-current={props.isCurrent || undefined}
      data-open={search.open === address || undefined}
      style={{ height: rowPx.wide }}
      onMouseDown={() => props.onPoint(props.index)}
    >
      <td data-column="tenant">
        <TenantChip tenantId={row.tenantId} />
      </td>
      <td>
        <Link
          to="/identities"
          search={{ ...search, open: address }}
          className={tableCss.open}
          preload={false}
          resetScroll={false}
          tabIndex={props.isCurrent ? 0 : -1}
          data-row-focus
        >
          <Identity identityKey={row.identityKey} />
        </Link>
      </td>
      <td data-column="incidents" className="number">
        {row.openIncidents === null ? (
          <span className="quiet">not yours to see</span>
        ) : row.openIncidents === 0 ? (
          <span className="quiet">none</span>
        ) : (
          <Link
            to="/queue"
            search={{ tenant: [row.tenantId], identity: row.identityKey }}
            className={css.some}
            tabIndex={props.isCurrent ? 0 : -1}
          >
            {countWords(row.openIncidents)} open
          </Link>
        )}
      </td>
      <td data-column="events" className="number">
        {countWords(row.events)}
      </td>
      <td data-column="formats" className="mono quiet">
        {row.formats.join(' ')}
      </td>
      <td data-column="first">
        <Instant at={row.firstSeenAt} />
      </td>
      <td data-column="last">
        <Instant at={row.lastSeenAt} look="age" />
      </td>
    </tr>
  )
})
