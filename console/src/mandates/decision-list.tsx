import type { DecisionRow } from '@countersign/api/decision'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { decisionsQuery } from './mandate-queries.ts'
import type { MandateSearch } from './mandate-search.ts'
import css from './mandates.module.css'

type Props = { readonly tenantId: string; readonly search: MandateSearch }

/** Answers of the decision point, newest first, each with its reason as it was when it was given. */
export function DecisionList({ tenantId, search }: Props) {
  const query = useInfiniteQuery(decisionsQuery(tenantId))
  const rows = query.data?.pages.flatMap(({ items }) => items)
  if (query.error !== null && rows === undefined)
    return <Failure error={query.error} onRetry={() => void query.refetch()} />
  if (rows === undefined) return <p className={listCss.reading}>Reading the decisions…</p>
  if (rows.length === 0)
    return (
      <Empty title="Nobody has asked the decision point yet">
        Agents and gateways that ask before they act are answered by it; each answer is kept here.
      </Empty>
    )
  return (
    <div className={css.list}>
      <table className={css.table} aria-label="Decisions">
        <thead>
          <tr>
            <th scope="col">Who asked for what</th>
            <th scope="col">Answer</th>
            <th scope="col" data-column="at">
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.decisionId} row={row} search={search} />
          ))}
        </tbody>
      </table>
      {query.hasNextPage ? (
        <p className={css.more}>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show earlier decisions
          </Button>
        </p>
      ) : null}
    </div>
  )
}

function Row({ row, search }: { readonly row: DecisionRow; readonly search: MandateSearch }) {
  return (
    <tr data-open={search.open === row.decisionId || undefined}>
      <td>
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
      </td>
      <td>
        <span className={tableCss.tag} data-tone={row.decision ? 'good' : 'bad'}>
          {row.decision ? 'allowed' : 'denied'}
        </span>
        <span className={tableCss.under}>
          <LogText text={row.reason} max={240} />
        </span>
      </td>
      <td data-column="at">
        <Instant at={row.at} />
      </td>
    </tr>
  )
}
