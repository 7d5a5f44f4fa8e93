import type { MandateRow } from '@countersign/api/mandate'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import { MoreRows } from '../rows/more-rows.tsx'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { EmptyWords } from '../shell/empty-words.tsx'
import { Identity } from '../shell/identity.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { mandatesQuery } from './mandate-queries.ts'
import type { MandateSearch } from './mandate-search.ts'
import { scopeWords } from './mandate-words.ts'
import { StageTag } from './stage-tag.tsx'

const columns: readonly Column<MandateRow>[] = [
  { id: 'for', name: 'For', cell: (row) => <ForCell row={row} /> },
  { id: 'stage', name: 'Stage', words: 'column.stage', cell: ({ stage }) => <StageTag stage={stage} /> },
  {
    id: 'sponsor',
    name: 'Sponsor',
    words: 'column.sponsor',
    room: 'alone',
    cell: ({ sponsor }) =>
      sponsor === null ? <span className="quiet">nobody yet</span> : <LogText text={sponsor} max={80} />,
  },
  {
    id: 'ends',
    name: 'Expires',
    words: 'column.expires',
    room: 'alone',
    cell: ({ expiresAt }) => <Instant at={expiresAt} />,
  },
  {
    id: 'changed',
    name: 'Changed',
    room: 'alone',
    cell: ({ changedAt }) => <Instant at={changedAt} look="age" />,
  },
]

type Props = { readonly tenantId: string; readonly search: MandateSearch }

/** Mandates, last changed first. */
export function MandateList({ tenantId, search }: Props) {
  const query = useInfiniteQuery(mandatesQuery(tenantId, search))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="What was agreed">
      <DataTable<MandateRow>
        name="Mandates"
        reading="Reading the mandates…"
        rows={query.data?.pages.flatMap(({ items }) => items)}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<NoMandates search={search} />}
        columns={columns}
        keyOf={({ mandateId }) => mandateId}
        isOpen={({ mandateId }) => mandateId === search.open}
      />
      <MoreRows query={query} word="Show more" />
    </section>
  )
}

function ForCell({ row }: { readonly row: MandateRow }) {
  const search = useSearch({ from: '/signed-in/identities/mandates' })
  return (
    <>
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
    </>
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
  return <EmptyWords of="mandates.none" action={<ActionButton action="mandate.propose" variant="filled" />} />
}
