import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { incidentsChanged } from '../../queue/use-incident-patch.ts'
import { say } from '../../shell/notices.tsx'

const path = '/api/tenants/{tenantId}/incidents/{incidentId}'
/** Proposals come from programs, and no stream tells of them. */
const proposalsRefetchMs = 30_000

export const storyQuery = (tenantId: string, incidentId: string) =>
  queryOptions({
    queryKey: ['incident', tenantId, incidentId, 'story'],
    queryFn: async ({ signal }) =>
      (await api.call(`GET ${path}/investigation`, { path: { tenantId, incidentId }, signal })).investigation,
  })

export const proposalsQuery = (tenantId: string, incidentId: string) =>
  queryOptions({
    queryKey: ['incident', tenantId, incidentId, 'proposals'],
    queryFn: async ({ signal }) =>
      (await api.call(`GET ${path}/proposals`, { path: { tenantId, incidentId }, signal })).items,
    refetchInterval: proposalsRefetchMs,
  })

export function useInvestigate(tenantId: string, incidentId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      api.call(`POST ${path}/investigation`, {
        path: { tenantId, incidentId },
        action: 'incident.investigate',
      }),
    onSuccess: (investigation) =>
      client.setQueryData(storyQuery(tenantId, incidentId).queryKey, investigation),
  })
}

export type Verdict = { readonly proposalId: string; readonly verb: 'approve' | 'refuse' }

/** A person's yes or no; what was approved is done by then. */
export function useDecide(tenantId: string, incidentId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ proposalId, verb }: Verdict) =>
      api.call(`POST ${path}/proposals/{proposalId}/${verb}`, {
        path: { tenantId, incidentId, proposalId },
        action: `proposal.${verb}`,
      }),
    onSuccess: (_, { verb }) => say(verb === 'approve' ? 'Approved, and done' : 'Refused'),
    onSettled: () =>
      Promise.all([
        incidentsChanged(client),
        client.invalidateQueries({ queryKey: ['incident', tenantId, incidentId] }),
        client.invalidateQueries({ queryKey: ['notes', tenantId, incidentId] }),
      ]),
  })
}
