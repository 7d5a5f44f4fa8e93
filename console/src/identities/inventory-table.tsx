import type { InventoryRow } from '@countersign/api/inventory'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { GapRow } from '../rows/gap-row.tsx'
import tableCss from '../rows/table.module.css'
import type { RowCursor } from '../rows/use-row-cursor.ts'
import { useRowWindow } from '../rows/use-row-window.ts'
import { useSteady } from '../rows/use-steady.ts'
import { Identity } from '../shell/identity.tsx'
import { Instant } from '../text/instant.tsx'
import css from './inventory-table.module.css'

const rowPx = { wide: 38, narrow: 38 }
const headPx = 32

export function InventoryTable(props: {
  readonly rows: readonly InventoryRow[]
  readonly cursor: RowCursor
  readonly hasMore: boolean
  readonly onMore: () => void
}) {
  const { rows, cursor, hasMore, onMore } = props
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
    <div ref={scroller} className={tableCss.scroll} data-testid="inventory">
      <table className={css.table} aria-label="Inventory" aria-rowcount={rows.length + 1}>
        <Head />
        <tbody>
          <GapRow px={items[0]?.start ?? 0} />
          {items.map(({ index }) => {
            const row = rows[index]
            return row === undefined ? null : (
              <Row
                key={row.identityKey}
                row={row}
                index={index}
                isCurrent={index === cursor.at}
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

function Head() {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col">Identity</th>
        <th scope="col" data-column="kind">
          Kind
        </th>
        <th scope="col" data-column="provider">
          Provider
        </th>
        <th scope="col" data-column="owner">
          Owner
        </th>
        <th scope="col" data-column="stage">
          Stage
        </th>
        <th scope="col" data-column="credentials">
          Oldest credential
        </th>
        <th scope="col" data-column="used" aria-sort="descending">
          Last used
        </th>
      </tr>
    </thead>
  )
}

const Row = memo(function Row(props: {
  readonly row: InventoryRow
  readonly index: number
  readonly isCurrent: boolean
  readonly onPoint: (index: number) => void
}) {
  const { row } = props
  return (
    <tr
      aria-rowindex={props.index + 2}
      data-row={props.index}
      data-current={props.isCurrent || undefined}
      data-ended={row.stage === 'retired' || undefined}
      style={{ height: rowPx.wide }}
      onMouseDown={() => props.onPoint(props.index)}
    >
      <td>
        <Link
          to="/identities/$tenantId/$key"
          params={{ tenantId: row.tenantId, key: row.identityKey }}
          className={tableCss.open}
          preload={false}
          tabIndex={props.isCurrent ? 0 : -1}
          data-row-focus
        >
          <Identity identityKey={row.identityKey} />
        </Link>
      </td>
      <td data-column="kind">{row.kind}</td>
      <td data-column="provider">{row.provider}</td>
      <td data-column="owner">{row.hasOwner ? 'known' : <span className={css.none}>no owner known</span>}</td>
      <td data-column="stage">{row.stage}</td>
      <td data-column="credentials">
        <Credentials row={row} />
      </td>
      <td data-column="used">
        {row.lastUsedAt === null ? (
          <span className="quiet">never seen</span>
        ) : (
          <Instant at={row.lastUsedAt} look="age" />
        )}
      </td>
    </tr>
  )
})

function Credentials({ row }: { readonly row: InventoryRow }) {
  if (row.credentials === 0) return <span className="quiet">none known</span>
  if (row.oldestCredentialAt === null) return <span className="quiet">{row.credentials}, age unknown</span>
  return (
    <>
      <Instant at={row.oldestCredentialAt} look="age" />
      {row.credentials > 1 ? <span className="quiet"> of {row.credentials}</span> : null}
    </>
  )
}
