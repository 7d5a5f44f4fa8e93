import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { sourcesQuery } from '../api/queries.ts'
import { Empty } from '../shell/empty.tsx'
import { Instant } from '../text/instant.tsx'
import type { EventSearch } from './event-search.ts'
import css from './events.module.css'

/** Why nothing was found, and the widest step back. */
export function EventsEmpty({ search }: { readonly search: EventSearch }) {
  const { data: sources } = useQuery(sourcesQuery)
  const inTenants = (sources ?? []).filter(
    ({ tenantId }) => search.tenant === undefined || search.tenant.includes(tenantId),
  )
  const seen = inTenants
    .flatMap(({ lastSeenAt }) => (lastSeenAt === null ? [] : [lastSeenAt]))
    .sort()
    .at(-1)
  if (sources !== undefined && seen === undefined) {
    return (
      <Empty title="Nothing has been sent yet" action={<Link to="/sources">Go to the sources</Link>}>
        {search.tenant === undefined
          ? 'No source of any tenant you may see has delivered an event.'
          : 'No source of the chosen tenants has delivered an event.'}
      </Empty>
    )
  }
  return (
    <Empty
      title="No event matches"
      action={
        <span className={css.ways}>
          {search.q === undefined ? null : (
            <Link to="/events" search={{ ...search, q: undefined }}>
              Without the query
            </Link>
          )}
          <Link to="/events" search={{ ...search, from: undefined, to: undefined, last: '30d' }}>
            The last 30 days
          </Link>
          {search.tenant === undefined ? null : (
            <Link to="/events" search={{ ...search, tenant: undefined }}>
              All tenants
            </Link>
          )}
        </span>
      }
    >
      {seen === undefined ? null : (
        <>
          The last event of {search.tenant === undefined ? 'all sources' : 'these tenants'} arrived{' '}
          <Instant at={seen} />. The range here goes by the time in the record, which can be older.
        </>
      )}
    </Empty>
  )
}
