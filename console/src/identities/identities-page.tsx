import type { IdentityRow } from '@countersign/api/identity'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import listCss from '../rows/list-page.module.css'
import { type RememberedRow, useRowCursor } from '../rows/use-row-cursor.ts'
import { useTitle } from '../settings/use-title.ts'
import { useWords } from '../settings/use-words.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { SearchText } from '../shell/search-text.tsx'
import { TenantFilter } from '../shell/tenant-filter.tsx'
import { AreaHead } from './area-head.tsx'
import { IdentityPanel } from './identity-panel.tsx'
import { identitiesQuery } from './identity-queries.ts'
import { type IdentitySearch, openedIdentity } from './identity-search.ts'
import { IdentityTable } from './identity-table.tsx'

const remembered: RememberedRow = { key: '' }

/** Everybody and everything that acted in the last 30 days, as the events tell it. */
export function IdentitiesPage() {
  const search = useSearch({ from: '/signed-in/identities' })
  const query = useInfiniteQuery(identitiesQuery(search))
  const rows = query.data?.pages.flatMap((page) => page.items) ?? []
  const opened = openedIdentity(search.open)
  useTitle('Identities')
  return (
    <div className={listCss.page} data-panel={opened !== undefined || undefined}>
      <div className={listCss.main}>
        <Head search={search} />
        {query.isError && rows.length === 0 ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isPending ? (
          <p className={listCss.reading}>Reading the identities…</p>
        ) : rows.length === 0 ? (
          <NoIdentities search={search} />
        ) : (
          <List rows={rows} query={query} search={search} />
        )}
      </div>
      {opened === undefined ? null : <IdentityPanel key={search.open} {...opened} search={search} />}
    </div>
  )
}

export const identityAddress = ({ tenantId, identityKey }: Pick<IdentityRow, 'tenantId' | 'identityKey'>) =>
  `${tenantId}/${identityKey}`

function List(props: {
  readonly rows: readonly IdentityRow[]
  readonly query: { hasNextPage: boolean; isFetching: boolean; fetchNextPage: () => unknown }
  readonly search: IdentitySearch
}) {
  const { rows, query, search } = props
  const navigate = useNavigate()
  const cursor = useRowCursor(rows, identityAddress, remembered)
  const row = rows[cursor.at]
  useActions({
    'identity.down': { run: () => cursor.go(cursor.at + 1) },
    'identity.up': { run: () => cursor.go(cursor.at - 1) },
    'identity.open': {
      run: () =>
        row !== undefined &&
        void navigate({ to: '/identities', search: { ...search, open: identityAddress(row) } }),
    },
  })
  return (
    <IdentityTable
      rows={rows}
      cursor={cursor}
      search={search}
      hasMore={query.hasNextPage && !query.isFetching}
      onMore={() => void query.fetchNextPage()}
    />
  )
}

function Head({ search }: { readonly search: IdentitySearch }) {
  const say = useWords()
  const navigate = useNavigate()
  const isFiltered = search.text !== undefined || search.tenant !== undefined
  useActions(
    isFiltered
      ? { 'identity.clear-filters': { run: () => void navigate({ to: '/identities', search: {} }) } }
      : {},
  )
  return (
    <AreaHead title="Identities" note={say('identities.note')}>
      <TenantFilter
        chosen={search.tenant ?? []}
        linkOf={(tenant) => ({ ...search, tenant: tenant.length === 0 ? undefined : tenant })}
      />
      <SearchText
        action="identity.filter-text"
        label="Filter by part of the key"
        text={search.text}
        onText={(text) => void navigate({ to: '/identities', search: { ...search, text }, replace: true })}
      />
    </AreaHead>
  )
}

function NoIdentities({ search }: { readonly search: IdentitySearch }) {
  if (search.text !== undefined || search.tenant !== undefined)
    return (
      <Empty
        title="No identity matches this filter"
        action={<ActionButton action="identity.clear-filters" />}
      >
        Only those that acted in the last 30 days are listed.
      </Empty>
    )
  return (
    <Empty title="No identity has acted yet" action={<Link to="/sources">Look at the sources</Link>}>
      Identities come from events: an account, a role, a key or an agent is listed as soon as a record names
      it.
    </Empty>
  )
}
