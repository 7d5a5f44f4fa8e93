import type { VerdictLabel } from '@countersign/api/triage'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { say } from '../../shell/notices.tsx'

const path = '/api/tenants/{tenantId}/incidents/{incidentId}'

export const verdictQuery = (tenantId: string, incidentId: string) =>
  queryOptions({
    queryKey: ['incident', tenantId, incidentId, 'verdict'],
    queryFn: ({ signal }) => api.call(`GET ${path}/verdict`, { path: { tenantId, incidentId }, signal }),
  })

export const feedbackPreviewQuery = (tenantId: string, incidentId: string, label: VerdictLabel) =>
  queryOptions({
    queryKey: ['incident', tenantId, incidentId, 'feedback-preview', label],
    queryFn: ({ signal }) =>
      api.call(`POST ${path}/feedback/preview`, {
        path: { tenantId, incidentId },
        body: { label },
        action: 'incident.feedback-preview',
        signal,
      }),
    // Models and labels move on; a preview is of now.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })

export function useFeedback(tenantId: string, incidentId: string, onDone: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (label: VerdictLabel) =>
      api.call(`POST ${path}/feedback`, {
        path: { tenantId, incidentId },
        body: { label },
        action: 'incident.feedback',
      }),
    onSuccess: ({ isTraining }) => {
      say(isTraining ? 'Noted; the model is trained again with it' : 'Noted')
      onDone()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['incident', tenantId, incidentId] }),
  })
}

export function useReplay(tenantId: string, incidentId: string) {
  return useMutation({
    mutationFn: (verdictId: string) =>
      api.call(`POST ${path}/verdicts/{verdictId}/replay`, {
        path: { tenantId, incidentId, verdictId },
        action: 'verdict.replay',
      }),
  })
}
