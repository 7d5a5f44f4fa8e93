import type { Note, NoteList } from '@countersign/api/incident-work'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { callApi } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'

export const notesQuery = (tenantId: string, incidentId: string) =>
  queryOptions({
    queryKey: ['notes', tenantId, incidentId],
    queryFn: async ({ signal }) =>
      (await callApi<NoteList>(tenantPath(tenantId, 'incidents', incidentId, 'notes'), { signal })).items,
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
      const path = tenantPath(tenantId, 'incidents', incidentId, 'notes')
      return noteId === undefined
        ? callApi<Note>(path, { method: 'POST', body, action: 'incident.note' })
        : callApi<Note>(`${path}/${encodeURIComponent(noteId)}`, {
            method: 'PATCH',
            body,
            action: 'incident.note',
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
