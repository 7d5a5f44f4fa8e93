import type { Source } from '@countersign/api/source'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { sourcesQuery, tenantsQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import { exactTerm } from '../events/query-grammar.ts'
import { useAsked } from '../routes/asked.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { useReader } from '../settings/use-reader.ts'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { EmptyWords } from '../shell/empty-words.tsx'
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

/** What arrives, from whom, and what of it could not be read. */
export function SourcesPage() {
  const search = useSearch({ from: '/signed-in/sources' })
  const { data: sources } = useQuery(sourcesQuery)
  useTitle(usePlaceName('/sources'))
  const opened = sources?.find((source) => search.open === addressOf(source))
  return (
    <div className={listCss.page} data-panel={opened !== undefined || undefined}>
      <div className={listCss.main}>
        <Head search={search} sources={sources} />
        {search.show === 'coverage' ? (
          <Coverage search={search} />
        ) : (
          <SourceTable search={search} empty={<NoSources search={search} />} />
        )}
      </div>
      {opened === undefined ? null : <SourcePanel source={opened} search={search} />}
      <Dialogs search={search} sources={sources} />
    </div>
  )
}

/** `tenantId/sourceId`, as the address names a source. */
function addressOf({ tenantId, id }: Source): string {
  return `${tenantId}/${id}`
}

function Coverage({ search }: { readonly search: SourceSearch }) {
  const { data: sources, error, refetch } = useQuery(sourcesQuery)
  if (sources === undefined)
    return error === null ? (
      <p className={listCss.reading}>Reading the sources…</p>
    ) : (
      <Failure error={error} onRetry={() => void refetch()} />
    )
  const shown = sources.filter(({ tenantId }) => search.tenant?.includes(tenantId) ?? true)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Coverage">
      <CoverageView sources={shown} search={search} />
    </section>
  )
}

/** Opened by the address; each says itself when the server refuses it. */
function Dialogs(props: { readonly search: SourceSearch; readonly sources: readonly Source[] | undefined }) {
  const { asked, ask, close } = useAsked(['create', 'create-tenant', 'revoke'])
  const refusals = {
    create: useRefusal('source.write'),
    'create-tenant': useRefusal('tenant.write'),
    revoke: useRefusal('source.write'),
  }
  useSourceActions(props.search, refusals, ask)
  if (asked === undefined || refusals[asked.kind] !== undefined) return null
  if (asked.kind === 'create') return <CreateSource tenantId={props.search.tenant?.[0]} onClose={close} />
  if (asked.kind === 'create-tenant') return <CreateTenant onClose={close} />
  const source = props.sources?.find((each) => addressOf(each) === asked.id)
  return source === undefined ? null : <RevokeSource source={source} onClose={close} />
}

type AskedKind = 'create' | 'create-tenant' | 'revoke'

function useSourceActions(
  search: SourceSearch,
  refusals: Readonly<Record<AskedKind, string | undefined>>,
  ask: (kind: AskedKind, id?: string) => void,
): void {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const navigate = useNavigate()
  const noTenant = tenants.length === 0 ? 'Create a tenant first: a source belongs to one.' : undefined
  const reader = useReader()
  // People of a tenant are not told of what only the operator's people do.
  const isOffered = (kind: AskedKind) => reader.kind === 'operator' || refusals[kind] === undefined
  const onSource = (run: (source: Source) => unknown) => (subject: unknown) =>
    void (isSource(subject) && run(subject))
  useActions({
    ...(isOffered('create')
      ? { 'source.create': { run: () => ask('create'), blocked: refusals.create ?? noTenant } }
      : {}),
    ...(isOffered('create-tenant')
      ? { 'tenant.create': { run: () => ask('create-tenant'), blocked: refusals['create-tenant'] } }
      : {}),
    ...(isOffered('revoke')
      ? {
          'source.revoke': {
            run: onSource((source) => ask('revoke', addressOf(source))),
            blocked: refusals.revoke,
          },
        }
      : {}),
    'source.unparsed': {
      run: onSource((source) => navigate({ to: '/sources', search: { ...search, open: addressOf(source) } })),
    },
    'source.events': {
      run: onSource(({ tenantId, id }) =>
        navigate({ to: '/events', search: { tenant: [tenantId], q: exactTerm('source', id) } }),
      ),
    },
  })
}

function isSource(subject: unknown): subject is Source {
  return typeof subject === 'object' && subject !== null && 'keyPrefix' in subject
}

function Head({
  search,
  sources,
}: {
  readonly search: SourceSearch
  readonly sources: readonly Source[] | undefined
}) {
  const shown = sources?.filter(({ tenantId }) => search.tenant?.includes(tenantId) ?? true)
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
      search={{ ...props.search, show: props.show, open: undefined, ask: undefined }}
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
  const action = <ActionButton action="source.create" variant="filled" />
  if (search.tenant === undefined) return <EmptyWords of="sources.none" action={action} />
  return <Empty title="The chosen tenants have no source" action={action} />
}
