import { useQueries, useQuery } from '@tanstack/react-query'
import { assigneesQuery, sessionQuery } from '../api/queries.ts'

/** Asked for at most; names are only offers, and any can be typed. */
const tenantsAskedMax = 10

/** Names to offer: oneself first, then everybody who sees every one of the tenants. */
export function useAssignees(tenantIds: readonly string[]): readonly string[] {
  const { data: session } = useQuery(sessionQuery)
  const lists = useQueries({ queries: [...new Set(tenantIds)].slice(0, tenantsAskedMax).map(assigneesQuery) })
  const [first = [], ...others] = lists.map(({ data = [] }) => data)
  const everywhere = first.filter((name) => others.every((names) => names.includes(name)))
  return [...new Set([...(session === undefined ? [] : [session.person.name]), ...everywhere])]
}
