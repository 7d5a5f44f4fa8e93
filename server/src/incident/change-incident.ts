import type { IncidentPatch } from '@countersign/api/incident'
import type { Person } from '../platform/auth/person.ts'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Announcing, announceChange } from './announce-change.ts'
import { recordAt } from './incident-detail.ts'
import { storableText } from './storable.ts'
import { addHistory, nextChange, setByPerson } from './store.ts'
import type { IncidentRecord } from './tables.ts'
import { tell } from './write-incident.ts'

export const snoozeMaxDays = 30
const dayMs = 24 * 3_600_000

export type IncidentChange = {
  readonly person: Person
  readonly tenantId: TenantId
  readonly incidentId: string
  readonly patch: IncidentPatch
  /** The version that the person saw: it is changed only while it is still that one. */
  readonly ifVersion?: number | undefined
  readonly nowMs: number
}

export type Changed = {
  readonly kind: 'changed' | 'unchanged'
  readonly before: IncidentRecord
  readonly after: IncidentRecord
}

/** What a change sets, and how the history tells it. */
type Step = {
  readonly set: Partial<Pick<IncidentRecord, 'status' | 'assignee' | 'resolution' | 'snoozed_until'>>
  readonly words: string
}

/**
 * Applies what a person decided; the transaction holds the tenant's lock. Throws before anything is written.
 * Errors: NOT_FOUND, REQUEST_INVALID, PRECONDITION_FAILED.
 */
export async function changeIncident(
  deps: Announcing,
  tx: StateTransaction,
  change: IncidentChange,
): Promise<Changed> {
  const { person, tenantId, incidentId, patch, ifVersion, nowMs } = change
  const record = await recordAt(tx, incidentId)
  if (ifVersion !== undefined && ifVersion !== record.change_seq)
    throw new CountersignError('PRECONDITION_FAILED', `it is version ${record.change_seq} now`)
  refuseNonsense(record, patch, nowMs)
  const steps = stepsOf(record, patch, nowMs)
  if (steps.length === 0) return { kind: 'unchanged', before: record, after: record }
  const at = new Date(nowMs)
  const seq = await nextChange(tx)
  const set = { ...Object.assign({}, ...steps.map((step) => step.set)), updated_at: at, change_seq: seq }
  await setByPerson(tx, record.incident_id, set)
  const words = steps.map((step) => step.words).join(', ')
  const what = patch.reason === undefined ? words : `${words}: ${storableText(patch.reason)}`
  await addHistory(tx, { tenant_id: tenantId, incident_id: record.incident_id, at, who: person.name, what })
  await tell(tx, { tenantId, incidentId: record.incident_id, kind: 'updated', seq })
  const after = { ...record, ...set }
  await announceChange(deps, tx, record, after, person.name)
  return { kind: 'changed', before: record, after }
}

function refuseNonsense(record: IncidentRecord, patch: IncidentPatch, nowMs: number): void {
  const status = patch.status ?? record.status
  const isClosing = patch.status === 'resolved' && record.status !== 'resolved'
  if (isClosing && (patch.reason === undefined || patch.resolution === undefined))
    throw new CountersignError('REQUEST_INVALID', 'resolution and reason are needed to resolve an incident')
  if (patch.resolution !== undefined && status !== 'resolved')
    throw new CountersignError('REQUEST_INVALID', 'resolution goes with the status resolved')
  if (patch.snoozeUntil == null) return
  if (status === 'resolved')
    throw new CountersignError(
      'REQUEST_INVALID',
      'snoozeUntil: a resolved incident is out of the queue already',
    )
  const untilMs = Date.parse(patch.snoozeUntil)
  if (!(untilMs > nowMs && untilMs <= nowMs + snoozeMaxDays * dayMs))
    throw new CountersignError(
      'REQUEST_INVALID',
      `snoozeUntil has to be a time within the next ${snoozeMaxDays} days`,
    )
}

function stepsOf(record: IncidentRecord, patch: IncidentPatch, nowMs: number): readonly Step[] {
  return [
    ...statusSteps(record, patch),
    ...resolutionSteps(record, patch),
    ...assigneeSteps(record, patch),
    ...snoozeSteps(record, patch, nowMs),
  ]
}

function statusSteps(record: IncidentRecord, { status, resolution }: IncidentPatch): readonly Step[] {
  if (status === undefined || status === record.status) return []
  const words = `changed the status from ${record.status} to ${status}`
  if (status !== 'resolved') return [{ set: { status, resolution: null }, words }]
  const as = resolution === undefined ? '' : ` as ${resolution}`
  return [{ set: { status, resolution: resolution ?? null, snoozed_until: null }, words: words + as }]
}

function resolutionSteps(record: IncidentRecord, { resolution }: IncidentPatch): readonly Step[] {
  const isOtherWord = record.status === 'resolved' && resolution !== record.resolution
  if (resolution === undefined || !isOtherWord) return []
  return [{ set: { resolution }, words: `changed why it was resolved to ${resolution}` }]
}

function assigneeSteps(record: IncidentRecord, patch: IncidentPatch): readonly Step[] {
  const assignee = patch.assignee == null ? patch.assignee : storableText(patch.assignee)
  if (assignee === undefined || assignee === record.assignee) return []
  return [
    { set: { assignee }, words: assignee === null ? 'removed the assignee' : `assigned it to ${assignee}` },
  ]
}

function snoozeSteps(record: IncidentRecord, { snoozeUntil }: IncidentPatch, nowMs: number): readonly Step[] {
  if (snoozeUntil === undefined) return []
  const isAsleep = record.snoozed_until !== null && record.snoozed_until.getTime() > nowMs
  if (snoozeUntil === null)
    return isAsleep ? [{ set: { snoozed_until: null }, words: 'brought it back from its snooze' }] : []
  const until = new Date(snoozeUntil)
  if (record.snoozed_until?.getTime() === until.getTime()) return []
  return [{ set: { snoozed_until: until }, words: `snoozed it until ${until.toISOString()}` }]
}
