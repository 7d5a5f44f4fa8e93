import type { DecisionRow } from '@countersign/api/decision'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import { MoreRows } from '../rows/more-rows.tsx'
import tableCss from '../rows/table.module.css'
import { EmptyWords } from '../shell/empty-words.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { decisionsQuery } from './mandate-queries.ts'
import type { MandateSearch } from './mandate-search.ts'

const columns: readonly Column<DecisionRow>[] = [
  { id: 'asked', name: 'Who asked for what', cell: (row) => <AskedCell row={row} /> },
  { id: 'answer', name: 'Answer', cell: (row) => <AnswerCell row={row} /> },
  { id: 'at', name: 'When', room: 'alone', cell: ({ at }) => <Instant at={at} /> },
]

/** Answers of the decision point, newest first, each with its reason as it was when it was given. */
export function DecisionList(props: { readonly tenantId: string; readonly search: MandateSearch }) {
  const { tenantId, search } = props
  const query = useInfiniteQuery(decisionsQuery(tenantId))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="What was decided">
      <DataTable<DecisionRow>
        name="Decisions"
        reading="Reading the decisions…"
        rows={query.data?.pages.flatMap(({ items }) => items)}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<EmptyWords of="decisions.none" />}
        columns={columns}
        keyOf={({ decisionId }) => decisionId}
        isOpen={({ decisionId }) => decisionId === search.open}
      />
      <MoreRows query={query} word="Show earlier decisions" />
    </section>
  )
}

function AskedCell({ row }: { readonly row: DecisionRow }) {
  const search = useSearch({ from: '/signed-in/identities/mandates' })
  return (
    <>
      <Link
        to="/identities/mandates"
        search={{ ...search, open: row.decisionId }}
        className={tableCss.open}
        preload={false}
        resetScroll={false}
      >
        <LogText text={`${row.subject}: ${row.action}`} max={240} mono />
      </Link>
      <span className={tableCss.under}>
        <LogText text={row.resource} max={200} mono />
      </span>
    </>
  )
}

function AnswerCell({ row }: { readonly row: DecisionRow }) {
  return (
    <>
      <span className={tableCss.tag} data-tone={row.decision ? 'good' : 'bad'}>
        {row.decision ? 'allowed' : 'denied'}
      </span>
      <span className={tableCss.under}>
        <LogText text={row.reason} max={240} />
      </span>
    </>
  )
}
