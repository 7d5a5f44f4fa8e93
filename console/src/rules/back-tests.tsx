import type { BackTest } from '@countersign/api/back-test'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { NotForYou } from '../settings/not-for-you.tsx'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
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

function Tests({ search }: { readonly search: RuleSearch }) {
  const { data: tests, error, refetch } = useQuery(backTestsQuery)
  if (error !== null && tests === undefined) return <Failure error={error} onRetry={() => void refetch()} />
  if (tests === undefined) return <p className={listCss.reading}>Reading the tests…</p>
  if (tests.length === 0)
    return (
      <Empty title="No rule was tried yet">
        A rule can be tried on what tenants sent before it goes live: open one under Own, or write one.
      </Empty>
    )
  return (
    <table className={tableCss.lines} aria-label="Tests, newest first">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Tenants</th>
          <th scope="col" data-column="read">
            Events read
          </th>
          <th scope="col" data-column="span">
            Tried on
          </th>
          <th scope="col">Made</th>
        </tr>
      </thead>
      <tbody>
        {tests.map((test) => (
          <Row key={test.testId} test={test} search={search} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ test, search }: { readonly test: BackTest; readonly search: RuleSearch }) {
  return (
    <tr data-open={search.test === test.testId || undefined}>
      <td>
        <Link to="/rules" search={{ ...search, test: test.testId }} preload={false} className={tableCss.open}>
          <strong>
            <LogText text={test.title} max={160} />
          </strong>
        </Link>
        <span className={tableCss.under}>{test.kind}</span>
      </td>
      <td>
        {plural(test.tenants.length, 'tenant')}
        <span className={tableCss.under}>
          {[...new Set(test.tenants.map(({ state }) => state))].join(', ')}
        </span>
      </td>
      <td data-column="read" className="number">
        {countWords(test.tenants.reduce((sum, { scanned }) => sum + scanned, 0))}
      </td>
      <td data-column="span">
        <Instant at={test.from} /> to <Instant at={test.to} />
      </td>
      <td>
        <Instant at={test.createdAt} look="age" />
        <span className={tableCss.under}>
          by <LogText text={test.by} max={60} />
        </span>
      </td>
    </tr>
  )
}
