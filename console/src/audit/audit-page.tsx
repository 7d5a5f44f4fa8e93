import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { NotForYou } from '../settings/not-for-you.tsx'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
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
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    auditQuery(search),
  )
  const keptDays = data?.pages[0]?.keptDays ?? 0
  const entries = data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <AuditFilters search={search} entries={entries} />
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : entries === undefined ? (
        <p className={listCss.reading}>Reading the trail…</p>
      ) : entries.length === 0 ? (
        <Empty title="Nothing in the trail matches" action={<Link to="/audit">The whole trail</Link>}>
          You see what concerns the tenants you may see. An action is a whole name, such as incident.resolve,
          or its beginning with a dot, such as incident.
        </Empty>
      ) : (
        <>
          <AuditTable entries={entries} search={search} />
          {hasNextPage ? (
            <p className={listCss.reading}>
              <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                Show earlier entries
              </Button>
            </p>
          ) : (
            <p className={listCss.reading}>That is all. Entries are kept {plural(keptDays, 'day')}.</p>
          )}
        </>
      )}
    </>
  )
}
