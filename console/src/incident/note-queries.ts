import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api/client.ts'

export const notesQuery = (tenantId: string, incidentId: string) =>
  queryOptions({
    queryKey: ['notes', tenantId, incidentId],
    queryFn: async ({ signal }) =>
      (
        await api.call('GET /api/tenants/{tenantId}/incidents/{incidentId}/notes', {
          path: { tenantId, incidentId },
          signal,
        })
      ).items,
  })

type Written = {
  /** Absent for a new note. */
  readonly noteId?: string
  readonly text: string
  readonly handOver?: boolean
}

/** Writes a note, or changes one's own while that is allowed. */
export function useWriteNote(tenantId: string, incidentId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ noteId, ...body }: Written) => {
      const action = 'incident.note'
      return noteId === undefined
        ? api.call('POST /api/tenants/{tenantId}/incidents/{incidentId}/notes', {
            path: { tenantId, incidentId },
            body,
            action,
          })
        : api.call('PATCH /api/tenants/{tenantId}/incidents/{incidentId}/notes/{noteId}', {
            path: { tenantId, incidentId, noteId },
            body,
            action,
          })
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['notes', tenantId, incidentId] }),
        client.invalidateQueries({ queryKey: ['incident', tenantId, incidentId] }),
        client.invalidateQueries({ queryKey: ['hand-over'] }),
      ]),
  })
}
