import type { IncidentPatch, IncidentRow } from '@countersign/api/incident'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ActionId } from '../actions/catalogue.ts'
import type { ActionHandlers } from '../actions/registry.ts'
import { sessionQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import { AssignDialog } from './assign-dialog.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { ResolveDialog } from './resolve-dialog.tsx'
import { SnoozeDialog } from './snooze-dialog.tsx'
import { useIncidentPatch } from './use-incident-patch.ts'

/** A dialog, and the incidents it was opened for. */
type Asking = {
  readonly kind: 'resolve' | 'assign' | 'snooze' | 'merge'
  readonly incidents: readonly IncidentRow[]
}

/** The API merges so many into one. */
const mergeMaxIncidents = 21

/**
 * What can be done to incidents, for the queue (marked rows, or the one under the cursor) and the incident page.
 * Returns the handlers for the registry, and the dialog they need.
 * @param onMerged after incidents became one
 */
export function useIncidentActions(chosen: readonly IncidentRow[], onMerged?: () => void) {
  const { data: session } = useQuery(sessionQuery)
  const { mutate } = useIncidentPatch()
  const [asking, setAsking] = useState<Asking>()
  const refusal = useRefusal('incident.write')
  const blocked = blockedFor(chosen, refusal, session?.person.name ?? null)
  const targets = (subject: unknown) => (isRow(subject) ? [subject] : chosen)
  const change = (incidents: readonly IncidentRow[], patch: IncidentPatch, action: ActionId, done: string) =>
    mutate({ incidents, patch, action, done })
  const ask = (kind: Asking['kind'], subject: unknown) => setAsking({ kind, incidents: targets(subject) })
  const handlers: ActionHandlers = {
    'incident.take': {
      blocked: blocked.take,
      run: (subject) =>
        change(
          targets(subject),
          { assignee: session?.person.name ?? null },
          'incident.take',
          'assigned to you',
        ),
    },
    'incident.assign': { blocked: blocked.any, run: (subject) => ask('assign', subject) },
    'incident.start': {
      blocked: blocked.start,
      run: (subject) => change(targets(subject), { status: 'in-progress' }, 'incident.start', 'in progress'),
    },
    'incident.snooze': { blocked: blocked.snooze, run: (subject) => ask('snooze', subject) },
    'incident.wake': {
      blocked: blocked.wake,
      run: (subject) =>
        change(targets(subject), { snoozeUntil: null }, 'incident.wake', 'brought back to the queue'),
    },
    'incident.resolve': { blocked: blocked.resolve, run: (subject) => ask('resolve', subject) },
    'incident.reopen': {
      blocked: blocked.reopen,
      run: (subject) => change(targets(subject), { status: 'new' }, 'incident.reopen', 'reopened'),
    },
    ...(onMerged === undefined
      ? {}
      : { 'incident.merge': { blocked: blocked.merge, run: () => ask('merge', undefined) } }),
  }
  const close = () => setAsking(undefined)
  const settle = (action: ActionId, done: string) => (patch: IncidentPatch) => {
    if (asking !== undefined) change(asking.incidents, patch, action, done)
    close()
  }
  const merged = () => {
    close()
    onMerged?.()
  }
  return { handlers, dialog: <Dialog asking={asking} close={close} settle={settle} onMerged={merged} /> }
}

function Dialog(props: {
  readonly asking: Asking | undefined
  readonly close: () => void
  readonly settle: (action: ActionId, done: string) => (patch: IncidentPatch) => void
  readonly onMerged: () => void
}) {
  const { asking, close, settle } = props
  if (asking === undefined) return null
  const { incidents } = asking
  switch (asking.kind) {
    case 'resolve':
      return (
        <ResolveDialog
          incidents={incidents}
          onClose={close}
          onChange={settle('incident.resolve', 'resolved')}
        />
      )
    case 'assign':
      return (
        <AssignDialog
          incidents={incidents}
          onClose={close}
          onChange={settle('incident.assign', 'assigned')}
        />
      )
    case 'snooze':
      return (
        <SnoozeDialog incidents={incidents} onClose={close} onChange={settle('incident.snooze', 'snoozed')} />
      )
    case 'merge':
      return <MergeDialog incidents={incidents} onClose={close} onDone={props.onMerged} />
  }
}

/** Why each action cannot run on what is chosen; undefined when it can. */
function blockedFor(chosen: readonly IncidentRow[], refusal: string | undefined, me: string | null) {
  const any = refusal ?? (chosen.length === 0 ? 'No incident is chosen.' : undefined)
  const allAre = (has: (row: IncidentRow) => boolean, why: string) =>
    any ?? (chosen.every(has) ? why : undefined)
  return {
    any,
    take: allAre((row) => row.assignee === me, 'It is assigned to you already.'),
    start: allAre((row) => row.status === 'in-progress', 'It is in progress already.'),
    snooze: allAre((row) => row.status === 'resolved', 'It is resolved, so it is out of the queue.'),
    wake: allAre((row) => row.snoozedUntil === null, 'It is not snoozed.'),
    resolve: allAre((row) => row.status === 'resolved', 'It is resolved already.'),
    reopen: allAre((row) => row.status !== 'resolved', 'It is not resolved.'),
    merge: any ?? mergeBlocked(chosen),
  }
}

function mergeBlocked(chosen: readonly IncidentRow[]): string | undefined {
  if (chosen.length < 2) return 'Mark the incidents that belong together first.'
  if (chosen.length > mergeMaxIncidents) return `At most ${mergeMaxIncidents} become one at a time.`
  if (new Set(chosen.map(({ tenantId }) => tenantId)).size > 1)
    return 'They are of different tenants; those are never merged.'
  return undefined
}

function isRow(subject: unknown): subject is IncidentRow {
  return typeof subject === 'object' && subject !== null && 'incidentId' in subject
}
