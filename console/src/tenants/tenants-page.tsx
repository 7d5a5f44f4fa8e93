import type { Source } from '@countersign/api/source'
import type { Tenant } from '@countersign/api/tenant'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { openCountsQuery, sourcesQuery, tenantsQuery } from '../api/queries.ts'
import { severities } from '../queue/queue-search.ts'
import listCss from '../rows/list-page.module.css'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { SeverityMark } from '../shell/severity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePlaceName } from '../shell/use-place-name.ts'
import { sourceState } from '../sources/source-state.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import css from './tenants.module.css'

/** Every tenant: what is open, what arrives, and what of it can be seen. */
export function TenantsPage() {
  const { data: tenants, error, refetch } = useQuery(tenantsQuery)
  const { data: sources } = useQuery(sourcesQuery)
  const name = usePlaceName('/tenants')
  useTitle(name)
  if (error !== null && tenants === undefined) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <div>
      <header className={listCss.head}>
        <h1>{name}</h1>
        {tenants === undefined ? null : (
          <p className="quiet number">{plural(tenants.length, 'tenant')} visible to you</p>
        )}
      </header>
      {tenants === undefined ? (
        <p className={listCss.reading}>Reading the tenants…</p>
      ) : tenants.length === 0 ? (
        <Empty title="No tenants are visible to you" action={<Link to="/sources">Create a tenant</Link>}>
          Either none exists yet, or your role holds none. An operator administrator can change both.
        </Empty>
      ) : (
        <TenantTable tenants={tenants} sources={sources} />
      )}
    </div>
  )
}

function TenantTable(props: {
  readonly tenants: readonly Tenant[]
  readonly sources: readonly Source[] | undefined
}) {
  return (
    <table className={css.table} aria-label="Tenants">
      <thead>
        <tr>
          <th scope="col">Tenant</th>
          <th scope="col">Open incidents</th>
          <th scope="col">Sources</th>
          <th scope="col" data-column="events">
            Events, last day
          </th>
          <th scope="col" data-column="seen">
            Last event
          </th>
          <th scope="col" data-column="region">
            Region
          </th>
          <th scope="col" data-column="created">
            Since
          </th>
        </tr>
      </thead>
      <tbody>
        {props.tenants.map((tenant) => (
          <Row
            key={tenant.id}
            tenant={tenant}
            sources={props.sources?.filter(({ tenantId }) => tenantId === tenant.id)}
          />
        ))}
      </tbody>
    </table>
  )
}

function Row({
  tenant,
  sources,
}: {
  readonly tenant: Tenant
  readonly sources: readonly Source[] | undefined
}) {
  const search = { tenant: [tenant.id] }
  const seen = (sources ?? []).flatMap(({ lastSeenAt }) => lastSeenAt ?? []).sort()
  return (
    <tr>
      <td>
        <TenantChip tenantId={tenant.id} />{' '}
        <span className={css.id}>
          <LogText text={tenant.id} max={63} mono />
        </span>
      </td>
      <td>
        <OpenCounts tenantId={tenant.id} />
      </td>
      <td>
        <Link to="/sources" search={search} preload={false}>
          <SourceWords sources={sources} />
        </Link>
      </td>
      <td className="number" data-column="events">
        <Link to="/events" search={search} preload={false}>
          {sources === undefined
            ? 'unknown'
            : countWords(sources.reduce((sum, { eventsLastDay }) => sum + eventsLastDay, 0))}
        </Link>
      </td>
      <td data-column="seen">
        {seen.length === 0 ? (
          <span className="quiet">never</span>
        ) : (
          <Instant at={seen.at(-1) ?? ''} look="age" />
        )}
      </td>
      <td data-column="region" className="mono quiet">
        {tenant.region}
      </td>
      <td data-column="created">
        <Instant at={tenant.createdAt} />
      </td>
    </tr>
  )
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
