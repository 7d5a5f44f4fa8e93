import type { IncidentDetail, IncidentPage, IncidentPatch, IncidentRow } from '@countersign/api/incident'
import type { BulkRequest } from '@countersign/api/incident-work'
import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ActionId } from '../actions/catalogue.ts'
import { api } from '../api/client.ts'
import { say, sayFailed } from '../shell/notices.tsx'
import { plural } from '../text/time-words.ts'

type IncidentRef = Pick<IncidentRow, 'tenantId' | 'incidentId'>
type Change = {
  readonly incidents: readonly IncidentRef[]
  readonly patch: IncidentPatch
  readonly action: ActionId
  /** What was done, after the number of incidents: `assigned to you`. */
  readonly done: string
}

/** The API takes so many at once. */
const bulkMaxIncidents = 200

/** Changes incidents at once on the page, then on the server; what the server refuses is taken back and explained. */
export function useIncidentPatch() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: send,
    onMutate: (change) => showAtOnce(client, change),
    onSuccess: (refusals, { incidents, done }) => {
      const changed = incidents.length - refusals.length
      if (changed > 0) say(`${plural(changed, 'incident')} ${done}`)
      if (refusals.length > 0)
        sayFailed(new Error(`${plural(refusals.length, 'incident')} not changed: ${refusals[0]}`))
    },
    onError: sayFailed,
    onSettled: () => incidentsChanged(client),
  })
}

/** Marks everything stale that shows incidents. */
export function incidentsChanged(client: QueryClient): Promise<unknown> {
  return Promise.all(
    ['incidents', 'incident', 'notes', 'neighbours', 'hand-over', 'open-counts'].map((key) =>
      client.invalidateQueries({ queryKey: [key] }),
    ),
  )
}

/** The reasons of those that were refused, one each. */
async function send({ incidents, patch, action }: Change): Promise<readonly string[]> {
  const [first, ...others] = incidents
  if (first !== undefined && others.length === 0) {
    const { tenantId, incidentId } = first
    await api.call('PATCH /api/tenants/{tenantId}/incidents/{incidentId}', {
      path: { tenantId, incidentId },
      body: patch,
      action,
    })
    return []
  }
  const refusals: string[] = []
  for (let at = 0; at < incidents.length; at += bulkMaxIncidents) {
    const body: BulkRequest = {
      incidents: incidents
        .slice(at, at + bulkMaxIncidents)
        .map(({ tenantId, incidentId }) => ({ tenantId, incidentId })),
      change: patch,
    }
    const { items } = await api.call('POST /api/incidents/bulk', { body, action })
    for (const { outcome, detail, code } of items)
      if (outcome === 'refused') refusals.push(detail ?? code ?? 'the server gave no reason')
  }
  return refusals
}

async function showAtOnce(client: QueryClient, { incidents, patch }: Change): Promise<void> {
  await client.cancelQueries({ queryKey: ['incidents'] })
  const { reason: _, snoozeUntil, ...change } = patch
  const shown = snoozeUntil === undefined ? change : { ...change, snoozedUntil: snoozeUntil }
  const isOne = (row: IncidentRef) =>
    incidents.some((each) => each.tenantId === row.tenantId && each.incidentId === row.incidentId)
  const patched = (row: IncidentRow) => (isOne(row) ? ({ ...row, ...shown } as IncidentRow) : row)
  client.setQueriesData<InfiniteData<IncidentPage>>({ queryKey: ['incidents'] }, (data) =>
    data === undefined
      ? undefined
      : { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(patched) })) },
  )
  // What hangs on an incident (its story, its verdict) has longer keys and other shapes.
  const isDetail = ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey.length === 3
  client.setQueriesData<IncidentDetail>({ queryKey: ['incident'], predicate: isDetail }, (data) =>
    data === undefined ? undefined : { ...data, incident: patched(data.incident) },
  )
}
