import type { Source } from '@countersign/api/source'
import type { Tenant } from '@countersign/api/tenant'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { openCountsQuery, sourcesQuery, tenantsQuery } from '../api/queries.ts'
import { severities } from '../queue/queue-search.ts'
import type { Column } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import listCss from '../rows/list-page.module.css'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { SeverityMark } from '../shell/severity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePlaceName } from '../shell/use-place-name.ts'
import { sourceState } from '../sources/source-state.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import css from './tenants.module.css'

type TenantLine = Tenant & {
  /** Absent while they are read. */
  readonly sources: readonly Source[] | undefined
}

const columns: readonly Column<TenantLine>[] = [
  { id: 'tenant', name: 'Tenant', cell: (line) => <NameCell tenant={line} />, sortBy: ({ name }) => name },
  { id: 'open', name: 'Open incidents', cell: ({ id }) => <OpenCounts tenantId={id} /> },
  { id: 'sources', name: 'Sources', cell: (line) => <SourcesCell line={line} /> },
  {
    id: 'events',
    name: 'Events, last day',
    cell: (line) => <EventsCell line={line} />,
    sortBy: (line) => eventsOf(line) ?? null,
  },
  {
    id: 'seen',
    name: 'Last event',
    cell: (line) => <SeenCell at={lastEventOf(line)} />,
    sortBy: (line) => lastEventOf(line) ?? null,
  },
  {
    id: 'region',
    name: 'Region',
    cell: ({ region }) => <span className="mono quiet">{region}</span>,
    sortBy: ({ region }) => region,
  },
  {
    id: 'created',
    name: 'Since',
    room: 'wide',
    cell: ({ createdAt }) => <Instant at={createdAt} />,
    sortBy: ({ createdAt }) => createdAt,
  },
]

/** Every tenant: what is open, what arrives, and what of it can be seen. */
export function TenantsPage() {
  const { data: tenants, error, refetch } = useQuery(tenantsQuery)
  const { data: sources } = useQuery(sourcesQuery)
  const name = usePlaceName('/tenants')
  useTitle(name)
  return (
    <div>
      <header className={listCss.head}>
        <h1>{name}</h1>
        {tenants === undefined ? null : (
          <p className="quiet number">{plural(tenants.length, 'tenant')} visible to you</p>
        )}
      </header>
      <DataTable<TenantLine>
        name="Tenants"
        reading="Reading the tenants…"
        rows={tenants?.map((tenant) => ({
          ...tenant,
          sources: sources?.filter(({ tenantId }) => tenantId === tenant.id),
        }))}
        error={error}
        onRetry={() => void refetch()}
        empty={<NoTenants />}
        columns={columns}
        keyOf={({ id }) => id}
      />
    </div>
  )
}

function NoTenants() {
  return (
    <Empty
      title="No tenants are visible to you"
      action={
        <Link to="/sources" search={{ ask: 'create-tenant' }}>
          Create a tenant
        </Link>
      }
    >
      Either none exists yet, or your role holds none. An operator administrator can change both.
    </Empty>
  )
}

function NameCell({ tenant }: { readonly tenant: Tenant }) {
  return (
    <>
      <TenantChip tenantId={tenant.id} />{' '}
      <span className={css.id}>
        <LogText text={tenant.id} max={63} mono />
      </span>
    </>
  )
}

function SourcesCell({ line }: { readonly line: TenantLine }) {
  return (
    <Link to="/sources" search={{ tenant: [line.id] }} preload={false}>
      <SourceWords sources={line.sources} />
    </Link>
  )
}

function EventsCell({ line }: { readonly line: TenantLine }) {
  const events = eventsOf(line)
  return (
    <Link to="/events" search={{ tenant: [line.id] }} preload={false} className="number">
      {events === undefined ? 'unknown' : countWords(events)}
    </Link>
  )
}

function SeenCell({ at }: { readonly at: string | undefined }) {
  return at === undefined ? <span className="quiet">never</span> : <Instant at={at} look="age" />
}

function eventsOf({ sources }: TenantLine): number | undefined {
  return sources?.reduce((sum, { eventsLastDay }) => sum + eventsLastDay, 0)
}

function lastEventOf({ sources = [] }: TenantLine): string | undefined {
  return sources
    .flatMap(({ lastSeenAt }) => lastSeenAt ?? [])
    .sort()
    .at(-1)
}

/** Coverage in words: what is not live cannot be seen. */
function SourceWords({ sources }: { readonly sources: readonly Source[] | undefined }) {
  const nowMs = useNow()
  if (sources === undefined) return 'unknown'
  const used = sources.filter(({ revokedAt }) => revokedAt === null)
  if (used.length === 0) return <span className={css.warn}>none: nothing can be seen</span>
  const live = used.filter((source) => sourceState(source, nowMs) === 'live').length
  return (
    <span className={live < used.length ? css.warn : css.good}>
      {live} of {used.length} live
    </span>
  )
}

function OpenCounts({ tenantId }: { readonly tenantId: string }) {
  const { data, error } = useQuery(openCountsQuery)
  const counts = data?.get(tenantId)
  if (error !== null) return <span className="quiet">unknown</span>
  if (counts === undefined) return <span className="quiet">…</span>
  const some = severities.filter((level) => (counts[level] ?? 0) > 0)
  if (some.length === 0) return <span className="quiet">none</span>
  return (
    <span className={css.counts}>
      {some.map((severity) => (
        <Link
          key={severity}
          to="/queue"
          search={{ tenant: [tenantId], severity }}
          preload={false}
          aria-label={`${counts[severity]} ${severity}`}
          title={severity}
        >
          <SeverityMark level={severity} />{' '}
          <span className="number">{countWords(counts[severity] ?? 0)}</span>
        </Link>
      ))}
    </span>
  )
}
