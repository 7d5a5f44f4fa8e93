import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useContextMenu } from '../actions/context-menu.tsx'
import { useRegistry } from '../actions/use-actions.ts'
import { useReader } from '../settings/use-reader.ts'
import { useWords } from '../settings/use-words.ts'
import { Failure } from '../shell/failure.tsx'
import { type Column, nextSort, type RowAction, readSort, type SortText, sortRows } from './column.ts'
import listCss from './list-page.module.css'
import css from './table.module.css'

type TableProps<Row> = {
  /** What the table is called, for who cannot see it. */
  readonly name: string
  /** Absent while they are read. */
  readonly rows: readonly Row[] | undefined
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  /** What a row is called in the names of its buttons. */
  readonly nameOf?: (row: Row) => string
  readonly actions?: readonly RowAction<Row>[]
  /** A row that is open beside the table, and one that works no more. */
  readonly isOpen?: (row: Row) => boolean
  readonly isEnded?: (row: Row) => boolean
}

type Props<Row> = TableProps<Row> & {
  /** What is said while the rows are read. */
  readonly reading: string
  readonly error: Error | null
  readonly onRetry: () => void
  /** Stands in place of a table without rows, and says why there are none. */
  readonly empty: ReactNode
}

/**
 * A list that is small enough to be shown whole: its rows, or why there are none. The address holds the order (`sort`);
 * a row's actions come from the registry, as buttons and in the context menu, and only where they are offered.
 *
 * Longer lists show a window of their rows: `useRowWindow`.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { rows, error } = props
  if (rows === undefined)
    return error === null ? (
      <p className={listCss.reading}>{props.reading}</p>
    ) : (
      <Failure error={error} onRetry={props.onRetry} />
    )
  if (rows.length === 0) return props.empty
  return <Table {...props} rows={rows} />
}

/** The columns as the reader sees them. */
function useColumns<Row>(columns: readonly Column<Row>[]): readonly Column<Row>[] {
  const reader = useReader()
  const say = useWords()
  return columns
    .filter(({ isTenant }) => isTenant !== true || reader.kind === 'operator')
    .map((column) => (column.words === undefined ? column : { ...column, name: say(column.words) }))
}

function Table<Row>(table: TableProps<Row> & { readonly rows: readonly Row[] }) {
  const columns = useColumns(table.columns)
  const props = { ...table, columns }
  const { sort } = useSearch({ strict: false }) as { readonly sort?: SortText }
  return (
    <table className={css.stacked} aria-label={props.name}>
      <thead>
        <tr>
          {props.columns.map((column) => (
            <Head key={column.id} column={column} sort={sort} />
          ))}
          {props.actions === undefined ? null : (
            <th scope="col" data-room="alone">
              <span className="visually-hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {sortRows(props.rows, props.columns, sort).map((row) => (
          <Line key={props.keyOf(row)} row={row} table={props} />
        ))}
      </tbody>
    </table>
  )
}

function Head<Row>({ column, sort }: { readonly column: Column<Row>; readonly sort: SortText | undefined }) {
  const { id, isDescending } = readSort(sort)
  const isSorted = id === column.id && column.sortBy !== undefined
  return (
    <th
      scope="col"
      data-column={column.id}
      data-end={column.isNumber}
      data-room={column.room}
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
    >
      {column.sortBy === undefined ? (
        column.name
      ) : (
        <Link
          to="."
          search={(before) => ({ ...before, sort: nextSort(sort, column.id) }) as never}
          preload={false}
          replace
        >
          {column.name} {isSorted ? <span aria-hidden="true">{isDescending ? '↓' : '↑'}</span> : null}
        </Link>
      )}
    </th>
  )
}

function Line<Row>({ row, table }: { readonly row: Row; readonly table: TableProps<Row> }) {
  const openMenu = useContextMenu()
  const actions = table.actions?.filter(({ isFor }) => isFor?.(row) ?? true)
  const [first, ...others] = table.columns
  return (
    <tr
      data-open={table.isOpen?.(row) || undefined}
      data-ended={table.isEnded?.(row) || undefined}
      onContextMenu={(event) => {
        if (actions === undefined || actions.length === 0) return
        openMenu(
          event,
          actions.map(({ id }) => id),
          row,
        )
      }}
    >
      <td data-column={first?.id}>{first?.cell(row)}</td>
      {others.map((column) => (
        <td
          key={column.id}
          data-column={column.id}
          data-name={column.name}
          data-end={column.isNumber}
          data-room={column.room}
        >
          {column.cell(row)}
        </td>
      ))}
      {actions === undefined ? null : (
        <td data-column="actions" data-room="alone">
          <Buttons row={row} name={table.nameOf?.(row) ?? table.keyOf(row)} actions={actions} />
        </td>
      )}
    </tr>
  )
}

const nameMaxLength = 80

function Buttons<Row>(props: {
  readonly row: Row
  readonly name: string
  readonly actions: readonly RowAction<Row>[]
}) {
  const registry = useRegistry()
  const offered = props.actions.filter(
    ({ id, inMenuOnly }) => inMenuOnly !== true && registry.handlerOf(id) !== undefined,
  )
  return (
    <span className={css.rowActions}>
      {offered.map(({ id, word, ends }) => {
        const blocked = registry.handlerOf(id)?.blocked
        return (
          <button
            key={id}
            type="button"
            className={css.rowButton}
            data-ends={ends}
            aria-label={`${word}: ${props.name.slice(0, nameMaxLength)}`}
            aria-disabled={blocked !== undefined || undefined}
            title={blocked}
            onClick={() => registry.run(id, props.row)}
          >
            {word}
          </button>
        )
      })}
    </span>
  )
}
