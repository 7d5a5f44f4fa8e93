import type { MandateRow } from '@countersign/api/mandate'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { Identity } from '../shell/identity.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { mandatesQuery } from './mandate-queries.ts'
import type { MandateSearch } from './mandate-search.ts'
import { scopeWords } from './mandate-words.ts'
import css from './mandates.module.css'
import { StageTag } from './stage-tag.tsx'

type Props = { readonly tenantId: string; readonly search: MandateSearch }

/** Mandates, last changed first. */
export function MandateList({ tenantId, search }: Props) {
  const query = useInfiniteQuery(mandatesQuery(tenantId, search))
  const rows = query.data?.pages.flatMap(({ items }) => items)
  if (query.error !== null && rows === undefined)
    return <Failure error={query.error} onRetry={() => void query.refetch()} />
  if (rows === undefined) return <p className={listCss.reading}>Reading the mandates…</p>
  if (rows.length === 0) return <NoMandates search={search} />
  return (
    <div className={css.list}>
      <table className={css.table} aria-label="Mandates">
        <Head />
        <tbody>
          {rows.map((row) => (
            <Row key={row.mandateId} row={row} search={search} />
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
            Show more
          </Button>
        </p>
      ) : null}
    </div>
  )
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col">For</th>
        <th scope="col" data-column="stage">
          Stage
        </th>
        <th scope="col" data-column="sponsor">
          Sponsor
        </th>
        <th scope="col" data-column="ends">
          Expires
        </th>
        <th scope="col" data-column="changed">
          Changed
        </th>
      </tr>
    </thead>
  )
}

function Row({ row, search }: { readonly row: MandateRow; readonly search: MandateSearch }) {
  return (
    <tr data-open={search.open === row.mandateId || undefined}>
      <td>
        <Link
          to="/identities/mandates"
          search={{ ...search, open: row.mandateId }}
          className={tableCss.open}
          preload={false}
          resetScroll={false}
        >
          <Identity identityKey={row.identityKey} />
        </Link>
        <span className={tableCss.under}>
          <LogText text={row.terms.purpose} max={160} /> · {scopeWords(row.terms)}
        </span>
      </td>
      <td>
        <StageTag stage={row.stage} />
      </td>
      <td data-column="sponsor">
        {row.sponsor === null ? (
          <span className="quiet">nobody yet</span>
        ) : (
          <LogText text={row.sponsor} max={80} />
        )}
      </td>
      <td data-column="ends">
        <Instant at={row.expiresAt} />
      </td>
      <td data-column="changed">
        <Instant at={row.changedAt} look="age" />
      </td>
    </tr>
  )
}

function NoMandates({ search }: { readonly search: MandateSearch }) {
  if (search.show !== undefined || search.identity !== undefined)
    return (
      <Empty
        title="No mandate of this kind"
        action={
          <Link to="/identities/mandates" search={{ tenant: search.tenant }} preload={false}>
            All mandates
          </Link>
        }
      >
        Others may be there.
      </Empty>
    )
  return (
    <Empty
      title="Nobody has said yet what an identity may do"
      action={<ActionButton action="mandate.propose" variant="filled" />}
    >
      A mandate names a purpose, actions and resources, a sponsor who answers for them, and an end. Without
      one, what an identity is granted cannot be called too much.
    </Empty>
  )
}
