import type { CheckOutcome } from '@countersign/api/check'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

const pageRows = 100

export const checkSummaryQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['identity-check-summary', tenantId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/identities/checks', { path: { tenantId }, signal }),
  })

/** Identities that stand so against a check, in the order of their keys. */
export const checkStandingQuery = (tenantId: string, checkId: string, outcome: CheckOutcome) =>
  infiniteQueryOptions({
    queryKey: ['identity-check-standing', tenantId, checkId, outcome],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/tenants/{tenantId}/identities/checks/{checkId}', {
        path: { tenantId, checkId },
        query: { outcome, limit: pageRows, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export const identityChecksQuery = (tenantId: string, identityKey: string) =>
  queryOptions({
    queryKey: ['identity-checks', tenantId, identityKey],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/identities/{identityKey}/checks', {
        path: { tenantId, identityKey },
        signal,
      }),
    retry: false,
  })
