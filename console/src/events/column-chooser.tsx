import { Button, Popover } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useActions } from '../actions/use-actions.ts'
import {
  columnsOf,
  columnTitles,
  type EventColumn,
  eventColumns,
  moved,
  toggled,
  usualColumns,
} from './event-columns.ts'
import type { EventSearch } from './event-search.ts'
import css from './events.module.css'

/** Which columns the table has, and in which order; both stand in the address. */
export function ColumnChooser({ search }: { readonly search: EventSearch }) {
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  useActions({ 'event.columns': { run: () => setOpen(true) } })
  const shown = search.cols ?? usualColumns
  const show = (columns: readonly EventColumn[] | undefined) =>
    void navigate({ to: '/events', search: { ...search, cols: columnsOf(columns) }, replace: true })
  const hidden = eventColumns.filter((column) => !shown.includes(column))
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Button variant="subtle" onClick={() => setOpen(!open)}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.columns} aria-label="Columns">
        <ul>
          {shown.map((column, at) => (
            <Shown key={column} column={column} at={at} columns={shown} onShow={show} />
          ))}
          {hidden.map((column) => (
            <li key={column}>
              <label>
                <input type="checkbox" checked={false} onChange={() => show(toggled(shown, column))} />
                {columnTitles[column]}
              </label>
            </li>
          ))}
        </ul>
        <Button variant="default" disabled={search.cols === undefined} onClick={() => show(undefined)}>
          As usual
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}

function Shown(props: {
  readonly column: EventColumn
  readonly at: number
  readonly columns: readonly EventColumn[]
  readonly onShow: (columns: readonly EventColumn[]) => void
}) {
  const { column, columns, onShow } = props
  const title = columnTitles[column]
  return (
    <li>
      <label>
        <input
          type="checkbox"
          checked
          // It leads to the event.
          disabled={column === 'action'}
          onChange={() => onShow(toggled(columns, column))}
        />
        {title}
      </label>
      <button
        type="button"
        aria-label={`${title}: further to the front`}
        aria-disabled={props.at === 0}
        onClick={() => onShow(moved(columns, column, -1))}
      >
        ↑
      </button>
      <button
        type="button"
        aria-label={`${title}: further to the end`}
        aria-disabled={props.at === columns.length - 1}
        onClick={() => onShow(moved(columns, column, 1))}
      >
        ↓
      </button>
    </li>
  )
}
