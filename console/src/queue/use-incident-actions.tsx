import type { IncidentPatch, IncidentRow } from '@countersign/api/incident'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ActionId } from '../actions/catalogue.ts'
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
  const change = (incidents: readonly IncidentRow[], patch: IncidentPatch, action: ActionId, done: string) =>
    mutate({ incidents, patch, action, done: `${plural(incidents.length, 'incident')} ${done}` })
  const allAre = (has: (row: IncidentRow) => boolean, why: string) =>
    none ?? (chosen.every(has) ? why : undefined)
  const handlers: ActionHandlers = {
    'incident.take': {
      blocked: allAre((row) => row.assignee === me, 'It is assigned to you already.'),
      run: (subject) => change(targets(subject), { assignee: me }, 'incident.take', 'assigned to you'),
    },
    'incident.start': {
      blocked: allAre((row) => row.status === 'in-progress', 'It is in progress already.'),
      run: (subject) => change(targets(subject), { status: 'in-progress' }, 'incident.start', 'in progress'),
    },
    'incident.resolve': {
      blocked: allAre((row) => row.status === 'resolved', 'It is resolved already.'),
      run: (subject) => setResolving(targets(subject)),
    },
    'incident.reopen': {
      blocked: allAre((row) => row.status !== 'resolved', 'It is not resolved.'),
      run: (subject) => change(targets(subject), { status: 'new' }, 'incident.reopen', 'reopened'),
    },
  }
  const dialog =
    resolving === undefined ? null : (
      <ResolveDialog
        incidents={resolving}
        onClose={() => setResolving(undefined)}
        onResolve={(reason) => {
          change(resolving, { status: 'resolved', reason }, 'incident.resolve', 'resolved')
          setResolving(undefined)
        }}
      />
    )
  return { handlers, dialog }
}

function isRow(subject: unknown): subject is IncidentRow {
  return typeof subject === 'object' && subject !== null && 'incidentId' in subject
}
