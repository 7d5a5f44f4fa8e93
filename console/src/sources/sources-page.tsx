import type { Source } from '@countersign/api/source'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { sourcesQuery, tenantsQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import { exactTerm } from '../events/query-grammar.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { TenantFilter } from '../shell/tenant-filter.tsx'
import { usePlaceName } from '../shell/use-place-name.ts'
import { plural } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import { CoverageView } from './coverage-view.tsx'
import { CreateSource } from './create-source.tsx'
import { CreateTenant } from './create-tenant.tsx'
import { RevokeSource } from './revoke-source.tsx'
import { SourcePanel } from './source-panel.tsx'
import type { SourceSearch } from './source-search.ts'
import { sourceState } from './source-state.ts'
import { SourceTable } from './source-table.tsx'
import css from './sources.module.css'

type Asking =
  | { readonly kind: 'source' }
  | { readonly kind: 'tenant' }
  | { readonly kind: 'revoke'; readonly source: Source }

/** What arrives, from whom, and what of it could not be read. */
export function SourcesPage() {
  const search = useSearch({ from: '/signed-in/sources' })
  const { data: sources, error, isPending, refetch } = useQuery(sourcesQuery)
  const [asking, setAsking] = useState<Asking>()
  useSourceActions(search, setAsking)
  useTitle(usePlaceName('/sources'))
  const shown = (sources ?? []).filter(
    ({ tenantId }) => search.tenant === undefined || search.tenant.includes(tenantId),
  )
  const opened = sources?.find((source) => search.open === `${source.tenantId}/${source.id}`)
  const close = () => setAsking(undefined)
  return (
    <div className={listCss.page} data-panel={opened !== undefined || undefined}>
      <div className={listCss.main}>
        <Head search={search} shown={sources === undefined ? undefined : shown} />
        {error !== null && sources === undefined ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : isPending ? (
          <p className={listCss.reading}>Reading the sources…</p>
        ) : search.show === 'coverage' ? (
          <div className={tableCss.scroll}>
            <CoverageView sources={shown} search={search} />
          </div>
        ) : shown.length === 0 ? (
          <NoSources search={search} />
        ) : (
          <div className={tableCss.scroll}>
            <SourceTable sources={shown} search={search} />
          </div>
        )}
      </div>
      {opened === undefined ? null : <SourcePanel source={opened} search={search} />}
      {asking?.kind === 'source' ? <CreateSource tenantId={search.tenant?.[0]} onClose={close} /> : null}
      {asking?.kind === 'tenant' ? <CreateTenant onClose={close} /> : null}
      {asking?.kind === 'revoke' ? <RevokeSource source={asking.source} onClose={close} /> : null}
    </div>
  )
}

function useSourceActions(search: SourceSearch, ask: (asking: Asking) => void): void {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const navigate = useNavigate()
  const noSources = useRefusal('source.write')
  const noTenant = tenants.length === 0 ? 'Create a tenant first: a source belongs to one.' : undefined
  useActions({
    'source.create': { run: () => ask({ kind: 'source' }), blocked: noSources ?? noTenant },
    'tenant.create': { run: () => ask({ kind: 'tenant' }), blocked: useRefusal('tenant.write') },
    'source.revoke': {
      blocked: noSources,
      run: (subject) => isSource(subject) && ask({ kind: 'revoke', source: subject }),
    },
    'source.unparsed': {
      run: (subject) => {
        if (!isSource(subject)) return
        void navigate({
          to: '/sources',
          search: { ...search, open: `${subject.tenantId}/${subject.id}` },
        })
      },
    },
    'source.events': {
      run: (subject) => {
        if (!isSource(subject)) return
        void navigate({
          to: '/events',
          search: { tenant: [subject.tenantId], q: exactTerm('source', subject.id) },
        })
      },
    },
  })
}

function isSource(subject: unknown): subject is Source {
  return typeof subject === 'object' && subject !== null && 'keyPrefix' in subject
}

function Head({
  search,
  shown,
}: {
  readonly search: SourceSearch
  readonly shown: readonly Source[] | undefined
}) {
  return (
    <header className={listCss.head}>
      <h1>{usePlaceName('/sources')}</h1>
      <nav className={css.tabs} aria-label="How to look at them">
        <Tab search={search} show={undefined} name="One by one" />
        <Tab search={search} show="coverage" name="Coverage" />
      </nav>
      {shown === undefined ? null : <Sums shown={shown} />}
      <span className={listCss.grow} />
      <TenantFilter
        chosen={search.tenant ?? []}
        linkOf={(tenant) => ({ ...search, tenant: tenant.length === 0 ? undefined : tenant })}
      />
      <ActionButton action="tenant.create" />
      <ActionButton action="source.create" variant="filled" />
    </header>
  )
}

function Tab(props: {
  readonly search: SourceSearch
  readonly show: SourceSearch['show']
  readonly name: string
}) {
  const here = props.search.show === props.show
  return (
    <Link
      to="/sources"
      search={{ ...props.search, show: props.show, open: undefined }}
      data-here={here || undefined}
      aria-current={here ? 'true' : undefined}
    >
      {props.name}
    </Link>
  )
}

function Sums({ shown }: { readonly shown: readonly Source[] }) {
  const nowMs = useNow()
  const live = shown.filter((source) => sourceState(source, nowMs) === 'live').length
  const sum = (of: (source: Source) => number) => shown.reduce((total, source) => total + of(source), 0)
  return (
    <p className="quiet number">
      {live} of {plural(shown.length, 'source')} live ·{' '}
      {plural(
        sum((source) => source.eventsLastHour),
        'event',
      )}{' '}
      in the last hour ·{' '}
      {plural(
        sum((source) => source.unparsedLastDay),
        'line',
      )}{' '}
      not parsed in the last day
    </p>
  )
}

function NoSources({ search }: { readonly search: SourceSearch }) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  if (tenants.length === 0) {
    return (
      <Empty title="There is no tenant yet" action={<ActionButton action="tenant.create" variant="filled" />}>
        A tenant is a customer. Everything that arrives belongs to exactly one, by the key it was sent with.
      </Empty>
    )
  }
  return (
    <Empty
      title={search.tenant === undefined ? 'No source yet' : 'The chosen tenants have no source'}
      action={<ActionButton action="source.create" variant="filled" />}
    >
      A source is a key for one shipper. Vector, Fluent Bit, Beats, rsyslog and OpenTelemetry send here as
      they are; the format is recognised from what arrives.
    </Empty>
  )
}
