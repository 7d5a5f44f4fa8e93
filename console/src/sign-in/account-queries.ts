import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.call('GET /api/me', { signal }),
})

export const mySessionsQuery = queryOptions({
  queryKey: ['my-sessions'],
  queryFn: async ({ signal }) => (await api.call('GET /api/me/sessions', { signal })).items,
})

/** How somebody signs in decides what the session says and which other sessions are left. */
export async function readMeAgain(client: QueryClient): Promise<void> {
  await Promise.all(
    [['me'], ['my-sessions'], ['session']].map((queryKey) => client.invalidateQueries({ queryKey })),
  )
}
