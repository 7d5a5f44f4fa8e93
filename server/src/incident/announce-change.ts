import { sigmaLevels } from '@countersign/sigma/match'
import type { IncidentChange, Notifications } from '../notification/service.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { IncidentRecord } from './tables.ts'

/** Who tells people outside of the console; nobody, when it is left out. */
export type Announcing = { readonly announce?: Notifications['announce'] }

/** Tells what became of an incident, in the transaction that changed it. `by`: a person, or the platform's name. */
export async function announceChange(
  { announce }: Announcing,
  tx: StateTransaction,
  before: IncidentRecord | undefined,
  after: IncidentRecord,
  by: string,
): Promise<void> {
  if (announce === undefined || !after.reported) return
  for (const event of eventsOf(before, after))
    await announce(tx, after.tenant_id as TenantId, { ...toldOf(after, by), event, mergedInto: null })
}

/** Tells that an incident went up in another one, in the transaction that put it there. */
export async function announceMerger(
  { announce }: Announcing,
  tx: StateTransaction,
  from: IncidentRecord,
  mergedInto: string,
  by: string,
): Promise<void> {
  if (announce === undefined || !from.reported) return
  await announce(tx, from.tenant_id as TenantId, { ...toldOf(from, by), event: 'merged', mergedInto })
}

function toldOf(record: IncidentRecord, by: string): Omit<IncidentChange, 'event' | 'mergedInto'> {
  return {
    incidentId: record.incident_id,
    seq: record.change_seq,
    title: record.title,
    statement: record.statement,
    severity: sigmaLevels[record.severity] ?? 'informational',
    assignee: record.assignee,
    by,
    atMs: record.updated_at.getTime(),
  }
}

/** Nobody was told of an incident before it was reported, so then it is news as a whole. */
function eventsOf(
  before: IncidentRecord | undefined,
  after: IncidentRecord,
): readonly IncidentChange['event'][] {
  if (before?.reported !== true) return ['opened']
  const events: IncidentChange['event'][] = []
  if (after.severity > before.severity) events.push('severity-raised')
  if (after.assignee !== before.assignee) events.push('assigned')
  if (after.status === 'resolved' && before.status !== 'resolved') events.push('resolved')
  return events
}
