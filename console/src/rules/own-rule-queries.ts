import type { BackTest } from '@countersign/api/back-test'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'

const testPollMs = 1_000

export const ownRulesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['own-rules', tenantId],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/tenants/{tenantId}/own-rules', { path: { tenantId }, signal })).items,
    enabled: tenantId !== '',
  })

/** The last 50, newest first, without their results. */
export const backTestsQuery = queryOptions({
  queryKey: ['rule-tests'],
  queryFn: async ({ signal }) => (await api.call('GET /api/rule-tests', { signal })).items,
})

/** A test, asked for again until every tenant's part has ended. */
export const backTestQuery = (testId: string) =>
  queryOptions({
    queryKey: ['rule-test', testId],
    queryFn: ({ signal }) => api.call('GET /api/rule-tests/{testId}', { path: { testId }, signal }),
    refetchInterval: ({ state }) => (state.data === undefined || isRunning(state.data) ? testPollMs : false),
  })

export function isRunning({ tenants }: BackTest): boolean {
  return tenants.some(({ state }) => state === 'waiting' || state === 'running')
}
