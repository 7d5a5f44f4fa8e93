import type { ControlCoverage, ControlState, FrameworkSummary } from '@countersign/api/compliance'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import { controlStates, countIn, percentOf, stateWords } from './control-words.ts'
import { CoverageBar } from './coverage-bar.tsx'

type Followed = FrameworkSummary & { readonly tenantId: string; readonly coverage: ControlCoverage }

const stateColumn = (state: ControlState): Column<Followed> => ({
  id: state,
  name: stateWords[state].name,
  isNumber: true,
  room: 'wide',
  cell: ({ coverage }) => <span className="number">{countWords(countIn(coverage, state))}</span>,
  sortBy: ({ coverage }) => countIn(coverage, state),
})

const columns: readonly Column<Followed>[] = [
  {
    id: 'framework',
    name: 'Framework',
    cell: (row) => <FrameworkCell row={row} />,
    sortBy: ({ title }) => title,
  },
  { id: 'coverage', name: 'Status', cell: ({ coverage }) => <CoverageBar coverage={coverage} /> },
  {
    id: 'share',
    name: 'Shown',
    isNumber: true,
    cell: ({ coverage }) => (
      <span className="number">
        {percentOf(coverage.live + coverage.manual, coverage.total)}
        <span className={tableCss.under}>of {countWords(coverage.total)}</span>
      </span>
    ),
    sortBy: ({ coverage }) => (coverage.live + coverage.manual) / Math.max(coverage.total, 1),
  },
  ...controlStates.map(stateColumn),
]

/** The frameworks that a tenant follows, each against the whole of it. */
export function FrameworkTable(props: {
  readonly tenantId: string
  readonly frameworks: readonly FrameworkSummary[] | undefined
  readonly error: Error | null
  readonly onRetry: () => void
  readonly empty: ReactNode
}) {
  return (
    <DataTable<Followed>
      name="Frameworks"
      reading="Reading the controls…"
      rows={props.frameworks?.flatMap((framework) =>
        framework.coverage === null
          ? []
          : [{ ...framework, coverage: framework.coverage, tenantId: props.tenantId }],
      )}
      error={props.error}
      onRetry={props.onRetry}
      empty={props.empty}
      columns={columns}
      keyOf={({ frameworkId }) => frameworkId}
    />
  )
}

function FrameworkCell({ row }: { readonly row: Followed }) {
  const baseline = row.baselines.find(({ id }) => id === row.chosen?.baselineId)
  return (
    <>
      <Link
        to="/compliance/$frameworkId"
        params={{ frameworkId: row.frameworkId }}
        search={{ tenant: row.tenantId }}
        className={tableCss.open}
        preload={false}
      >
        <strong>
          <LogText text={row.title} max={160} />
        </strong>
      </Link>
      <span className={tableCss.under}>
        {baseline === undefined ? 'all of it' : baseline.title}, {row.source.release}
      </span>
    </>
  )
}
