import type { BackTest } from '@countersign/api/back-test'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRefusal } from '../api/rights.ts'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { NotForYou } from '../settings/not-for-you.tsx'
import { Empty } from '../shell/empty.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { BackTestView } from './back-test-view.tsx'
import { backTestsQuery } from './own-rule-queries.ts'
import type { RuleSearch } from './rule-search.ts'

/** Tests that were made before, newest first; one of them opened. */
export function BackTests({ search }: { readonly search: RuleSearch }) {
  const refusal = useRefusal('rule.write')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Tests">
      {search.test === undefined ? null : <BackTestView testId={search.test} />}
      <Tests search={search} />
    </section>
  )
}

const columns: readonly Column<BackTest>[] = [
  { id: 'title', name: 'Rule', cell: (test) => <RuleCell test={test} />, sortBy: ({ title }) => title },
  {
    id: 'tenants',
    name: 'Tenants',
    cell: ({ tenants }) => (
      <>
        {plural(tenants.length, 'tenant')}
        <span className={tableCss.under}>{[...new Set(tenants.map(({ state }) => state))].join(', ')}</span>
      </>
    ),
  },
  {
    id: 'read',
    name: 'Events read',
    cell: ({ tenants }) => (
      <span className="number">{countWords(tenants.reduce((sum, { scanned }) => sum + scanned, 0))}</span>
    ),
  },
  {
    id: 'span',
    name: 'Tried on',
    cell: ({ from, to }) => (
      <>
        <Instant at={from} /> to <Instant at={to} />
      </>
    ),
  },
  {
    id: 'made',
    name: 'Made',
    cell: ({ createdAt, by }) => (
      <>
        <Instant at={createdAt} look="age" />
        <span className={tableCss.under}>
          by <LogText text={by} max={60} />
        </span>
      </>
    ),
  },
]

function Tests({ search }: { readonly search: RuleSearch }) {
  const { data: tests, error, refetch } = useQuery(backTestsQuery)
  return (
    <DataTable<BackTest>
      name="Tests, newest first"
      reading="Reading the tests…"
      rows={tests}
      error={error}
      onRetry={() => void refetch()}
      empty={<NoTests />}
      columns={columns}
      keyOf={({ testId }) => testId}
      isOpen={({ testId }) => testId === search.test}
    />
  )
}

function NoTests() {
  return (
    <Empty title="No rule was tried yet">
      A rule can be tried on what tenants sent before it goes live: open one under Own, or write one.
    </Empty>
  )
}

function RuleCell({ test }: { readonly test: BackTest }) {
  const search = useSearch({ from: '/signed-in/rules' })
  return (
    <>
      <Link to="/rules" search={{ ...search, test: test.testId }} preload={false} className={tableCss.open}>
        <strong>
          <LogText text={test.title} max={160} />
        </strong>
      </Link>
      <span className={tableCss.under}>{test.kind}</span>
    </>
  )
}
