import type { IncidentDetail, IncidentPage, IncidentPatch, IncidentRow } from '@countersign/api/incident'
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ActionId } from '../actions/catalogue.ts'
import { callApi } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'
import { say, sayFailed } from '../shell/notices.tsx'

export type IncidentRef = Pick<IncidentRow, 'tenantId' | 'incidentId'>
type Change = {
  readonly incidents: readonly IncidentRef[]
  readonly patch: IncidentPatch
  readonly action: ActionId
  readonly done: string
}

/** Changes incidents at once on the page, then on the server; what the server refuses is taken back and explained. */
export function useIncidentPatch() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ incidents, patch, action }: Change) => {
      for (const { tenantId, incidentId } of incidents) {
        const path = tenantPath(tenantId, 'incidents', incidentId)
        await callApi(path, { method: 'PATCH', body: patch, action })
      }
    },
    onMutate: async ({ incidents, patch }) => {
      await client.cancelQueries({ queryKey: ['incidents'] })
      const { reason: _, ...change } = patch
      const isOne = (row: IncidentRef) =>
        incidents.some((each) => each.tenantId === row.tenantId && each.incidentId === row.incidentId)
      const patched = (row: IncidentRow) => (isOne(row) ? ({ ...row, ...change } as IncidentRow) : row)
      client.setQueriesData<InfiniteData<IncidentPage>>({ queryKey: ['incidents'] }, (data) =>
        data === undefined
          ? undefined
          : { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(patched) })) },
      )
      client.setQueriesData<IncidentDetail>({ queryKey: ['incident'] }, (data) =>
        data === undefined ? undefined : { ...data, incident: patched(data.incident) },
      )
    },
    onSuccess: (_, { done }) => say(done),
    onError: sayFailed,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['incidents'] }),
        client.invalidateQueries({ queryKey: ['incident'] }),
      ]),
  })
}
