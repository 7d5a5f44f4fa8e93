import type { ControlRow, FrameworkStatus } from '@countersign/api/compliance'
import { Link, useSearch } from '@tanstack/react-router'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import css from './compliance.module.css'
import { StateTag } from './coverage-bar.tsx'

type Row = ControlRow & { readonly frameworkId: string }

const columns: readonly Column<Row>[] = [
  { id: 'control', name: 'Control', cell: (row) => <ControlCell row={row} />, sortBy: ({ label }) => label },
  {
    id: 'state',
    name: 'State',
    cell: ({ state }) => <StateTag state={state} />,
    sortBy: ({ state }) => state,
  },
  {
    id: 'until',
    name: 'Until',
    room: 'alone',
    cell: ({ untilAt }) =>
      untilAt === null ? <span className="quiet">none</span> : <Instant at={untilAt} />,
    sortBy: ({ untilAt }) => untilAt,
  },
  {
    id: 'reason',
    name: 'Because',
    room: 'alone',
    cell: ({ reason }) => <LogText text={reason} max={240} />,
  },
]

/** One table for each group of the framework; a group with nothing to show is left out. */
export function ControlTable({ status }: { readonly status: FrameworkStatus }) {
  const search = useSearch({ from: '/signed-in/compliance/$frameworkId' })
  const shown = status.controls.filter(({ state }) => search.state === undefined || state === search.state)
  const byGroup = Map.groupBy(shown, ({ group }) => group)
  const groups = status.groups.filter(({ id }) => byGroup.has(id))
  if (groups.length === 0)
    return <Empty title="No control is in this state">The others are in another one.</Empty>
  return groups.map(({ id, title, coverage }) => (
    <section key={id} aria-label={title.slice(0, 120)} className={css.group}>
      <div className={css.summary}>
        <h3>
          <LogText text={title} max={160} />{' '}
          <span className="quiet number">
            {countWords(coverage.live + coverage.manual)} of {countWords(coverage.total)} shown
          </span>
        </h3>
      </div>
      <DataTable<Row>
        name={`Controls of ${title.slice(0, 120)}`}
        reading=""
        rows={(byGroup.get(id) ?? []).map((row) => ({ ...row, frameworkId: status.frameworkId }))}
        error={null}
        onRetry={() => undefined}
        empty={null}
        columns={columns}
        keyOf={({ controlId }) => controlId}
        isOpen={({ controlId }) => controlId === search.open}
      />
    </section>
  ))
}

function ControlCell({ row }: { readonly row: Row }) {
  const search = useSearch({ from: '/signed-in/compliance/$frameworkId' })
  return (
    <>
      <Link
        to="/compliance/$frameworkId"
        params={{ frameworkId: row.frameworkId }}
        search={{ ...search, open: row.controlId, ask: undefined }}
        className={tableCss.open}
        preload={false}
        resetScroll={false}
      >
        <strong>{row.label}</strong> <LogText text={row.title} max={160} />
      </Link>
      {row.reference === '' || row.reference === row.label ? null : (
        <span className={tableCss.under}>
          <LogText text={row.reference} max={160} />
        </span>
      )}
    </>
  )
}
