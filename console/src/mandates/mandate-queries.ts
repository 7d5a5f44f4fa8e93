import type { StepUp } from '@countersign/api/decision'
import type { MandateRow, NewMandateProposal } from '@countersign/api/mandate'
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { type MandateSearch, mandateFilter } from './mandate-search.ts'

const pageRows = 100
const waitingEveryMs = 15_000

export const mandatesQuery = (tenantId: string, search: MandateSearch) =>
  infiniteQueryOptions({
    queryKey: ['mandates', tenantId, mandateFilter(search)],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/tenants/{tenantId}/mandates', {
        path: { tenantId },
        query: { ...mandateFilter(search), limit: pageRows, ...cursorOf(pageParam) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export const mandateQuery = (tenantId: string, mandateId: string) =>
  queryOptions({
    queryKey: ['mandate', tenantId, mandateId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/mandates/{mandateId}', { path: { tenantId, mandateId }, signal }),
  })

/** Somebody waits for an answer: the list is read again by itself. */
export const stepUpsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['step-ups', tenantId],
    queryFn: async ({ signal }) =>
      (await api.call('GET /api/tenants/{tenantId}/step-ups', { path: { tenantId }, signal })).items,
    refetchInterval: waitingEveryMs,
  })

export const decisionsQuery = (tenantId: string) =>
  infiniteQueryOptions({
    queryKey: ['decisions', tenantId],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/tenants/{tenantId}/decisions', {
        path: { tenantId },
        query: { limit: pageRows, ...cursorOf(pageParam) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export const decisionQuery = (tenantId: string, decisionId: string) =>
  queryOptions({
    queryKey: ['decision', tenantId, decisionId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/decisions/{decisionId}', {
        path: { tenantId, decisionId },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  })

const cursorOf = (cursor: string) => (cursor === '' ? {} : { cursor })

/** Errors: NOT_FOUND when nothing was seen of the identity, REQUEST_INVALID, CONFLICT. */
export function proposeFromUse(tenantId: string, body: NewMandateProposal) {
  return api.call('POST /api/tenants/{tenantId}/mandates/proposals', {
    path: { tenantId },
    body,
    action: 'mandate.propose',
  })
}

export type MandateAct = 'approve' | 'decline' | 'review' | 'revoke'

/** Errors: FORBIDDEN, CONFLICT when the mandate is past it. */
export function actOnMandate({ tenantId, mandateId }: MandateRow, act: MandateAct, reason: string) {
  const request = { path: { tenantId, mandateId }, body: { reason }, action: `mandate.${act}` }
  return api.call(`POST /api/tenants/{tenantId}/mandates/{mandateId}/${act}`, request)
}

/** Errors: CONFLICT when it is answered or expired. */
export function answerStepUp(tenantId: string, { stepUpId }: StepUp, approve: boolean, reason: string) {
  return api.call('POST /api/tenants/{tenantId}/step-ups/{stepUpId}/answer', {
    path: { tenantId, stepUpId },
    body: { approve, reason },
    action: approve ? 'step-up.approve' : 'step-up.refuse',
  })
}

/** Lists, the mandate itself and what follows from it show the change at once. */
export function readMandatesAgain(client: QueryClient, tenantId: string): Promise<unknown> {
  const names = ['mandates', 'mandate', 'step-ups', 'identity-sets', 'identity-record', 'identity-life']
  return Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name, tenantId] })))
}
