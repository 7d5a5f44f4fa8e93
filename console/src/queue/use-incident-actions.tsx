import type { IncidentRow } from '@countersign/api/incident'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ActionHandlers } from '../actions/registry.ts'
import { sessionQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import { plural } from '../text/time-words.ts'
import { ResolveDialog } from './resolve-dialog.tsx'
import { useIncidentPatch } from './use-incident-patch.ts'

/**
 * What can be done to incidents, for the queue (marked rows, or the one under the cursor) and the incident page.
 * Returns the handlers for the registry, and the dialog they need.
 */
export function useIncidentActions(chosen: readonly IncidentRow[]) {
  const { data: session } = useQuery(sessionQuery)
  const { mutate } = useIncidentPatch()
  const [resolving, setResolving] = useState<readonly IncidentRow[]>()
  const targets = (subject: unknown) => (isRow(subject) ? [subject] : chosen)
  const me = session?.person.name ?? null
  const refusal = useRefusal('incident.write')
  const none = refusal ?? (chosen.length === 0 ? 'No incident is chosen.' : undefined)
  const handlers: ActionHandlers = {
    'incident.take': {
      blocked:
        none ?? (chosen.every((row) => row.assignee === me) ? 'It is assigned to you already.' : undefined),
      run: (subject) => {
        const incidents = targets(subject)
        mutate({
          incidents,
          patch: { assignee: me },
          action: 'incident.take',
          done: `${plural(incidents.length, 'incident')} assigned to you`,
        })
      },
    },
    'incident.start': {
      blocked:
        none ??
        (chosen.every((row) => row.status === 'in-progress') ? 'It is in progress already.' : undefined),
      run: (subject) => {
        const incidents = targets(subject)
        mutate({
          incidents,
          patch: { status: 'in-progress' },
          action: 'incident.start',
          done: `${plural(incidents.length, 'incident')} in progress`,
        })
      },
    },
    'incident.resolve': {
      blocked:
        none ?? (chosen.every((row) => row.status === 'resolved') ? 'It is resolved already.' : undefined),
      run: (subject) => setResolving(targets(subject)),
    },
    'incident.reopen': {
      blocked: none ?? (chosen.some((row) => row.status === 'resolved') ? undefined : 'It is not resolved.'),
      run: (subject) => {
        const incidents = targets(subject)
        mutate({
          incidents,
          patch: { status: 'new' },
          action: 'incident.reopen',
          done: `${plural(incidents.length, 'incident')} reopened`,
        })
      },
    },
  }
  const dialog =
    resolving === undefined ? null : (
      <ResolveDialog
        incidents={resolving}
        onClose={() => setResolving(undefined)}
        onResolve={(reason) => {
          const done = `${plural(resolving.length, 'incident')} resolved`
          mutate({
            incidents: resolving,
            patch: { status: 'resolved', reason },
            action: 'incident.resolve',
            done,
          })
          setResolving(undefined)
        }}
      />
    )
  return { handlers, dialog }
}

function isRow(subject: unknown): subject is IncidentRow {
  return typeof subject === 'object' && subject !== null && 'incidentId' in subject
}
