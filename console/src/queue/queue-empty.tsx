import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { sourcesQuery, tenantsQuery } from '../api/queries.ts'
import { Empty } from '../shell/empty.tsx'
import { liveWithinMs } from '../sources/source-state.ts'
import { ageWords, plural } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import { isFiltered, type QueueSearch } from './queue-search.ts'

/** Why the queue is empty: a filter, no tenant, no source, silence, or nothing found in what arrives. */
export function QueueEmpty({ search }: { readonly search: QueueSearch }) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const { data: sources, isPending } = useQuery(sourcesQuery)
  const nowMs = useNow()
  if (isFiltered(search)) {
    return (
      <Empty title="No incident matches this filter" action={<ActionButton action="queue.clear-filters" />}>
        The filter is in the address, so this view can still be kept and shared.
      </Empty>
    )
  }
  if (isPending) return null
  if (tenants.length === 0) {
    return (
      <Empty title="No tenants are visible to you" action={<Link to="/sources">Create a tenant</Link>}>
        Either none exists yet, or your role holds none. An operator administrator can change both.
      </Empty>
    )
  }
  const seen = (sources ?? []).flatMap(({ lastSeenAt }) =>
    lastSeenAt === null ? [] : [Date.parse(lastSeenAt)],
  )
  if (seen.length === 0) {
    return (
      <Empty title="No source has sent anything yet" action={<Link to="/sources">Create a source</Link>}>
        Incidents come from events. Create a source, give its key to a shipper, and they appear here within
        seconds.
      </Empty>
    )
  }
  const live = seen.filter((atMs) => nowMs - atMs < liveWithinMs).length
  return (
    <Empty
      isGood
      title="0 open incidents"
      action={
        <Link to="/queue" search={{ status: 'all' }}>
          Show resolved incidents
        </Link>
      }
    >
      {plural(live, 'source')} live, last event {ageWords(Math.max(...seen), nowMs)} ago. Nothing that arrived
      matched a rule, or all of it is resolved.
    </Empty>
  )
}
