import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

/** How the operator shows itself; open to anybody, so the sign-in page has it, too. */
export const brandQuery = queryOptions({
  queryKey: ['brand'],
  queryFn: ({ signal }) => api.call('GET /api/brand', { signal }),
  staleTime: 5 * 60_000,
  retry: false,
})

export const ownName = 'Countersign'
