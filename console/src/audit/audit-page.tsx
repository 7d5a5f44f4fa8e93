import { Button, NativeSelect } from '@mantine/core'
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { NotForYou } from '../settings/not-for-you.tsx'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { SearchText } from '../shell/search-text.tsx'
import { TenantFilter } from '../shell/tenant-filter.tsx'
import { type AuditSearch, auditOutcomes } from './audit-search.ts'
import { AuditTable } from './audit-table.tsx'

const auditQuery = (filter: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/audit', { query: { ...filter, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    retry: false,
  })

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
  const entries = data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <Head search={search} />
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
          ) : null}
        </>
      )}
    </>
  )
}

function Head({ search }: { readonly search: AuditSearch }) {
  const navigate = useNavigate()
  const go = (next: AuditSearch) => void navigate({ to: '/audit', search: next, replace: true })
  return (
    <header className={listCss.head}>
      <h1>Audit trail</h1>
      <span className={listCss.grow} />
      {search.actor === undefined ? null : (
        <Button variant="default" onClick={() => go({ ...search, actor: undefined })}>
          Not only {search.actor.slice(0, 30)}
        </Button>
      )}
      <NativeSelect
        size="xs"
        aria-label="Outcome"
        value={search.outcome ?? ''}
        data={[{ value: '', label: 'Any outcome' }, ...auditOutcomes]}
        onChange={(event) =>
          go({ ...search, outcome: auditOutcomes.find((each) => each === event.currentTarget.value) })
        }
      />
      <SearchText
        action="audit.filter-action"
        label="Action, or its beginning"
        text={search.action}
        onText={(action) => go({ ...search, action })}
      />
      <TenantFilter
        chosen={search.tenant ?? []}
        linkOf={(tenant) => ({ ...search, tenant: tenant.length === 0 ? undefined : tenant })}
      />
    </header>
  )
}
