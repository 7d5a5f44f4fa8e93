import type { InventoryRow } from '@countersign/api/inventory'
import { NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import listCss from '../rows/list-page.module.css'
import { type RememberedRow, useRowCursor } from '../rows/use-row-cursor.ts'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { SearchText } from '../shell/search-text.tsx'
import { AreaHead } from './area-head.tsx'
import { inventoryQuery } from './identity-page-queries.ts'
import { type InventorySearch, identityKinds, inventorySearch, lifeStages } from './inventory-search.ts'
import { InventoryTable } from './inventory-table.tsx'

const remembered: RememberedRow = { key: '' }

/** Every identity of a tenant, whoever told of it: the logs, or a configuration. */
export function InventoryPage() {
  const search = useSearch({ from: '/signed-in/identities/inventory' })
  const tenantId = useTenantShown(search.tenant)
  useTitle('Inventory')
  if (tenantId === undefined) return <NoTenantYet>An inventory is that of one tenant.</NoTenantYet>
  return <InventoryOf key={tenantId} tenantId={tenantId} search={search} />
}

type Props = { readonly tenantId: string; readonly search: InventorySearch }

function InventoryOf({ tenantId, search }: Props) {
  const { tenant: _, ...filter } = search
  const query = useInfiniteQuery(inventoryQuery(tenantId, filter))
  const rows = query.data?.pages.flatMap(({ items }) => items)
  return (
    <div className={listCss.page}>
      <div className={listCss.main}>
        <Head tenantId={tenantId} search={search} />
        {query.error !== null && rows === undefined ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : rows === undefined ? (
          <p className={listCss.reading}>Reading the inventory…</p>
        ) : rows.length === 0 ? (
          <NoIdentities isFiltered={Object.keys(filter).length > 0} />
        ) : (
          <List
            rows={rows}
            hasMore={query.hasNextPage && !query.isFetching}
            onMore={() => void query.fetchNextPage()}
          />
        )}
      </div>
    </div>
  )
}

function List(props: {
  readonly rows: readonly InventoryRow[]
  readonly hasMore: boolean
  readonly onMore: () => void
}) {
  const navigate = useNavigate()
  const cursor = useRowCursor(props.rows, ({ identityKey }) => identityKey, remembered)
  const row = props.rows[cursor.at]
  useActions({
    'identity.down': { run: () => cursor.go(cursor.at + 1) },
    'identity.up': { run: () => cursor.go(cursor.at - 1) },
    'identity.open': {
      run: () =>
        row !== undefined &&
        void navigate({
          to: '/identities/$tenantId/$key',
          params: { tenantId: row.tenantId, key: row.identityKey },
        }),
    },
  })
  return <InventoryTable {...props} cursor={cursor} />
}

function Head({ tenantId, search }: Props) {
  const navigate = useNavigate()
  const go = (next: InventorySearch) =>
    void navigate({ to: '/identities/inventory', search: { ...search, ...next }, replace: true })
  const { tenant, ...filter } = search
  useActions(
    Object.keys(filter).length === 0
      ? {}
      : {
          'identity.clear-filters': {
            run: () =>
              void navigate({ to: '/identities/inventory', search: tenant === undefined ? {} : { tenant } }),
          },
        },
  )
  return (
    <AreaHead title="Inventory">
      <TenantChoice chosen={tenantId} onChoose={(chosen) => go({ tenant: chosen })} />
      <Choice
        label="Kind"
        any="Any kind"
        chosen={search.kind}
        choices={identityKinds}
        onChoose={(kind) => go(inventorySearch({ ...search, kind }))}
        onAny={() => go({ kind: undefined })}
      />
      <Choice
        label="Stage"
        any="Any stage"
        chosen={search.stage}
        choices={lifeStages}
        onChoose={(stage) => go(inventorySearch({ ...search, stage }))}
        onAny={() => go({ stage: undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label="Owner"
        value={search.owner ?? ''}
        data={[
          { value: '', label: 'Owner or not' },
          { value: 'none', label: 'No owner known' },
          { value: 'some', label: 'With an owner' },
        ]}
        onChange={({ currentTarget: { value } }) =>
          go({ owner: value === 'none' || value === 'some' ? value : undefined })
        }
      />
      <SearchText
        action="identity.filter-text"
        label="Filter by name, key or owner"
        text={search.text}
        onText={(text) => go({ text })}
      />
    </AreaHead>
  )
}

function Choice(props: {
  readonly label: string
  readonly any: string
  readonly chosen: string | undefined
  readonly choices: readonly string[]
  readonly onChoose: (choice: string) => void
  readonly onAny: () => void
}) {
  return (
    <NativeSelect
      size="xs"
      aria-label={props.label}
      value={props.chosen ?? ''}
      data={[{ value: '', label: props.any }, ...props.choices]}
      onChange={({ currentTarget: { value } }) => (value === '' ? props.onAny() : props.onChoose(value))}
    />
  )
}

function NoIdentities({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered)
    return (
      <Empty
        title="No identity matches these filters"
        action={<ActionButton action="identity.clear-filters" />}
      >
        Others are in the inventory.
      </Empty>
    )
  return (
    <Empty title="The inventory is empty" action={<Link to="/sources">Look at the sources</Link>}>
      It fills from what arrives, and from configurations that are pushed. What arrived just now is taken in
      within a minute or so.
    </Empty>
  )
}
