import type { Closing, ClosingPage } from '@countersign/api/triage'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { percentWords } from '../incident/verdict/verdict-words.ts'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import { MoreRows } from '../rows/more-rows.tsx'
import { Empty } from '../shell/empty.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './triage.module.css'
import { closingsQuery } from './triage-queries.ts'
import { shareWords } from './triage-words.ts'

/** What the platform closed, why, and what people took back. */
export function ClosingTable({ tenantId }: { readonly tenantId: string }) {
  const query = useInfiniteQuery(closingsQuery(tenantId))
  const first = query.data?.pages[0]
  return (
    <>
      {first === undefined ? null : <Totals page={first} />}
      <DataTable
        name="Closings"
        rows={query.data?.pages.flatMap(({ items }) => items)}
        columns={columnsOf(tenantId)}
        keyOf={({ verdictId }) => verdictId}
        isEnded={({ reversedAt }) => reversedAt !== null}
        reading="Reading what was closed…"
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={
          <Empty title="The platform has closed nothing">It closes only in families where it may.</Empty>
        }
      />
      <MoreRows query={query} word="More closings" />
    </>
  )
}

function Totals({ page: { totals, missRate } }: { readonly page: ClosingPage }) {
  return (
    <p className={css.note}>
      In the last 30 days, of {totals.incidents} incidents {totals.closed} were closed, {totals.wouldClose}{' '}
      would have been where it may not, {totals.leftToPeople} were left to people, and {totals.reversed}{' '}
      closings were taken back. Missed: {shareWords(missRate)}.
    </p>
  )
}

const columnsOf = (tenantId: string): readonly Column<Closing>[] => [
  {
    id: 'incident',
    name: 'Incident',
    cell: ({ incidentId, title }) => (
      <Link to="/incidents/$tenantId/$incidentId" params={{ tenantId, incidentId }} preload={false}>
        <LogText text={title} max={120} />
      </Link>
    ),
  },
  { id: 'why', name: 'Why', cell: ({ reason }) => <LogText text={reason} max={240} /> },
  { id: 'closed', name: 'Closed', cell: ({ closedAt }) => <Instant at={closedAt} look="age" /> },
  {
    id: 'probability',
    name: 'Attack',
    cell: ({ probability }) => percentWords(probability),
    sortBy: ({ probability }) => probability,
    isNumber: true,
  },
  {
    id: 'reversed',
    name: 'Taken back',
    cell: ({ reversedAt, reversedBy }) =>
      reversedAt === null ? (
        'no'
      ) : (
        <>
          <LogText text={reversedBy ?? 'not known by whom'} max={60} />,{' '}
          <Instant at={reversedAt} look="age" />
        </>
      ),
  },
]
