import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { MoreRows } from '../rows/more-rows.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { useTitle } from '../settings/use-title.ts'
import { EmptyWords } from '../shell/empty-words.tsx'
import { plural } from '../text/time-words.ts'
import { AuditFilters } from './audit-filters.tsx'
import { auditQuery } from './audit-query.ts'
import { AuditTable } from './audit-table.tsx'

/** Who did what, to which tenant, from where. */
export function AuditPage() {
  const refusal = useRefusal('audit.read')
  useTitle('Audit trail')
  return refusal === undefined ? <Trail /> : <NotForYou refusal={refusal} />
}

function Trail() {
  const search = useSearch({ from: '/signed-in/administration/audit' })
  const query = useInfiniteQuery(auditQuery(search))
  const keptDays = query.data?.pages[0]?.keptDays ?? 0
  const entries = query.data?.pages.flatMap(({ items }) => items)
  const isAll = entries !== undefined && entries.length > 0 && !query.hasNextPage
  return (
    <>
      <AuditFilters search={search} entries={entries} />
      <AuditTable
        entries={entries}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<NothingMatches />}
      />
      <MoreRows query={query} word="Show earlier entries" />
      {isAll ? (
        <p className={listCss.reading}>That is all. Entries are kept {plural(keptDays, 'day')}.</p>
      ) : null}
    </>
  )
}

function NothingMatches() {
  return <EmptyWords of="audit.none" action={<Link to="/audit">Show all</Link>} />
}
