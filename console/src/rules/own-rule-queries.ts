import type { BackTest } from '@countersign/api/back-test'
import type { OwnRuleList } from '@countersign/api/rule'
import { queryOptions } from '@tanstack/react-query'
import { callApi } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'

const testPollMs = 1_000

export const ownRulesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['own-rules', tenantId],
    queryFn: async ({ signal }) =>
      (await callApi<OwnRuleList>(tenantPath(tenantId, 'own-rules'), { signal })).items,
    enabled: tenantId !== '',
  })

/** A test, asked for again until every tenant's part has ended. */
export const backTestQuery = (testId: string) =>
  queryOptions({
    queryKey: ['rule-test', testId],
    queryFn: ({ signal }) => callApi<BackTest>(`/api/rule-tests/${encodeURIComponent(testId)}`, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || isRunning(state.data) ? testPollMs : false),
  })

export function isRunning({ tenants }: BackTest): boolean {
  return tenants.some(({ state }) => state === 'waiting' || state === 'running')
}
