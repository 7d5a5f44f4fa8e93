import type { IncidentPage } from '@countersign/api/incident'
import { type InfiniteData, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { peopleNamesQuery, sessionQuery } from '../api/queries.ts'

/** Names to offer: oneself, people of the operator for whoever may list them, and those who have incidents already. */
export function useAssignees(): readonly string[] {
  const client = useQueryClient()
  const { data: session } = useQuery(sessionQuery)
  const mayList = session?.rights.includes('operator-people.read') ?? false
  const { data: people = [] } = useQuery({ ...peopleNamesQuery, enabled: mayList })
  const me = session === undefined ? [] : [session.person.name]
  return [...new Set([...me, ...people, ...assigneesSeen(client)])]
}

function assigneesSeen(client: QueryClient): readonly string[] {
  return client
    .getQueriesData<InfiniteData<IncidentPage>>({ queryKey: ['incidents'] })
    .flatMap(([, data]) => data?.pages.flatMap(({ items }) => items) ?? [])
    .flatMap(({ assignee }) => assignee ?? [])
}
