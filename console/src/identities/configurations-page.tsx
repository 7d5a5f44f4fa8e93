import type { ConfigurationVersion } from '@countersign/api/configuration'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { EmptyWords } from '../shell/empty-words.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { AreaHead } from './area-head.tsx'
import { ConfigurationPanel } from './configuration-panel.tsx'
import { configurationsQuery } from './configuration-queries.ts'
import type { ConfigurationSearch } from './configuration-search.ts'
import { PushDialog } from './push-dialog.tsx'

/** Documents that say who may do what, by version: explanations use the one in force at the time. */
export function ConfigurationsPage() {
  const search = useSearch({ from: '/signed-in/identities/configurations' })
  const tenantId = useTenantShown(search.tenant)
  useTitle('Configurations')
  if (tenantId === undefined) return <NoTenantYet>A configuration is that of one tenant.</NoTenantYet>
  return <ConfigurationsOf key={tenantId} tenantId={tenantId} search={search} />
}

type Props = { readonly tenantId: string; readonly search: ConfigurationSearch }

function ConfigurationsOf({ tenantId, search }: Props) {
  const { data: rows, error, refetch } = useQuery(configurationsQuery(tenantId))
  const [isPushing, setPushing] = useState(false)
  const blocked = useRefusal('identity.write')
  const navigate = useNavigate()
  useActions({ 'configuration.push': { run: () => setPushing(true), blocked } })
  return (
    <div className={listCss.page} data-panel={search.open !== undefined || undefined}>
      <div className={listCss.main}>
        <AreaHead title="Configurations">
          <TenantChoice
            chosen={tenantId}
            onChoose={(tenant) => void navigate({ to: '/identities/configurations', search: { tenant } })}
          />
          <ActionButton action="configuration.push" variant="filled" />
        </AreaHead>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
        <section className={tableCss.scroll} tabIndex={0} aria-label="What is held">
          <DataTable<ConfigurationVersion>
            name="Configurations"
            reading="Reading the configurations…"
            rows={rows}
            error={error}
            onRetry={() => void refetch()}
            empty={<NoConfigurations />}
            columns={columns}
            keyOf={({ configurationId }) => configurationId}
            isOpen={({ configurationId }) => configurationId === search.open}
          />
        </section>
      </div>
      {search.open === undefined ? null : (
        <ConfigurationPanel
          key={search.open}
          tenantId={tenantId}
          configurationId={search.open}
          search={search}
        />
      )}
      {isPushing ? (
        <PushDialog tenantId={tenantId} configurationId={search.open} onClose={() => setPushing(false)} />
      ) : null}
    </div>
  )
}

const columns: readonly Column<ConfigurationVersion>[] = [
  {
    id: 'configuration',
    name: 'Configuration',
    words: 'column.configuration',
    cell: (row) => <NameCell row={row} />,
    sortBy: ({ configurationId }) => configurationId,
  },
  { id: 'version', name: 'Version', cell: ({ version }) => <span className="number">{version}</span> },
  {
    id: 'identities',
    name: 'Identities',
    words: 'column.identities',
    room: 'alone',
    cell: ({ identities }) => <span className="number">{countWords(identities)}</span>,
    sortBy: ({ identities }) => identities,
  },
  {
    id: 'pushed',
    name: 'Pushed',
    words: 'column.pushed',
    room: 'alone',
    cell: ({ pushedAt, pushedBy }) => (
      <>
        <Instant at={pushedAt} look="age" />
        <span className={tableCss.under}>
          <LogText text={pushedBy} max={80} />
        </span>
      </>
    ),
    sortBy: ({ pushedAt }) => pushedAt,
  },
]

function NameCell({ row }: { readonly row: ConfigurationVersion }) {
  const search = useSearch({ from: '/signed-in/identities/configurations' })
  return (
    <>
      <Link
        to="/identities/configurations"
        search={{ ...search, open: row.configurationId, from: undefined }}
        className={tableCss.open}
        preload={false}
        resetScroll={false}
      >
        <LogText text={row.configurationId} max={200} mono />
      </Link>
      <span className={tableCss.under}>
        {row.sources.join(', ')} · {plural(row.files, 'file')}
        {row.gaps.length === 0 ? null : ` · ${plural(row.gaps.length, 'gap')}`}
      </span>
    </>
  )
}

function NoConfigurations() {
  return (
    <EmptyWords
      of="configurations.none"
      action={<ActionButton action="configuration.push" variant="filled" />}
    />
  )
}
