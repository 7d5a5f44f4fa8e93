import type { MergeRequest, UnmergeRequest } from '@countersign/api/incident-work'
import {
  defaultGroupingLimits,
  type Group,
  keptApart,
  mergeGroups,
  regroup,
} from '@countersign/incident/grouping'
import type { Person } from '../platform/auth/person.ts'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { announceMerger } from './announce-change.ts'
import { recordAt } from './incident-detail.ts'
import { foldInto, mergeOf, takeOut } from './merge-store.ts'
import { storableText } from './storable.ts'
import { addHistory, findingsOf, type Issuers, incidentRecord, lockTenant, nextChange } from './store.ts'
import type { IncidentRecord } from './tables.ts'
import {
  findingsExplainedMax,
  type LookedUp,
  type RecorderDeps,
  tell,
  writeIncident,
} from './write-incident.ts'

export type Merging<Request> = {
  readonly person: Person
  readonly tenantId: TenantId
  /** The one that stays. */
  readonly incidentId: string
  readonly request: Request
}

/**
 * Puts incidents together because a person says that they are one. Their findings, keys and notes go up in the first.
 * Errors: NOT_FOUND; CONFLICT when it is resolved, or one of them is the same already.
 */
export async function mergeIncidents(deps: RecorderDeps, merging: Merging<MergeRequest>): Promise<void> {
  const { tenantId, incidentId, request } = merging
  const ids = [incidentId, ...request.incidentIds]
  const unparsedLines = await unparsedAround(deps, tenantId, ids)
  await deps.state.forTenant(tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const [into, ...from] = await distinctRecords(tx, ids)
    if (into === undefined) return
    if (into.status === 'resolved')
      throw new CountersignError('CONFLICT', 'the incident is resolved; reopen it first')
    const issuers = [into, ...from].flatMap((record) => JSON.parse(record.issuers) as Issuers)
    const group = mergeGroups(groupIn(into), from.map(groupIn), limitsOf(deps))
    await recordMerger(deps, tx, merging, into, from)
    await write(deps, tx, group, { issuers, unparsedLines })
  })
}

async function recordMerger(
  deps: RecorderDeps,
  tx: StateTransaction,
  { person, request }: Merging<MergeRequest>,
  into: IncidentRecord,
  from: readonly IncidentRecord[],
): Promise<void> {
  const at = new Date(deps.clock.now())
  const who = person.name
  const reason = storableText(request.reason)
  const ids = from.map((record) => record.incident_id)
  const seq = await nextChange(tx)
  const closed = await foldInto(tx, ids, { into: into.incident_id, at, who, reason, seq })
  const entry = { tenant_id: into.tenant_id, at, who }
  for (const { incident_id, title } of from) {
    const what = `merged it into incident ${into.incident_id}: ${reason}`
    await addHistory(tx, { ...entry, incident_id, what })
    const took = `merged "${title}" (incident ${incident_id}) into it: ${reason}`
    await addHistory(tx, { ...entry, incident_id: into.incident_id, what: took })
  }
  for (const record of closed) await announceMerger(deps, tx, record, into.incident_id, who)
}

/**
 * Takes an incident out of the one it went up in: it is what it was before, with its own findings, and grouping never
 * puts the two together again. Findings that joined since stay. Errors: NOT_FOUND.
 */
export async function unmergeIncident(deps: RecorderDeps, merging: Merging<UnmergeRequest>): Promise<void> {
  const { tenantId, incidentId, request } = merging
  const unparsedLines = await unparsedAround(deps, tenantId, [incidentId])
  await deps.state.forTenant(tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const into = await recordAt(tx, incidentId)
    const merge = await mergeOf(tx, request.incidentId)
    const from = await incidentRecord(tx, request.incidentId)
    if (merge?.into_id !== into.incident_id || from?.reported !== true)
      throw new CountersignError('NOT_FOUND', 'it did not go up in this incident')
    await takeOut(tx, merge)
    await recordParting(deps, tx, merging, into, from)
    for (const [record, other] of [
      [into, from],
      [from, into],
    ] as const) {
      const group = keptApart(await regrouped(deps, tx, record), other.incident_id)
      await write(deps, tx, group, { issuers: JSON.parse(record.issuers) as Issuers, unparsedLines })
    }
  })
}

async function recordParting(
  deps: RecorderDeps,
  tx: StateTransaction,
  { person, request }: Merging<UnmergeRequest>,
  into: IncidentRecord,
  from: IncidentRecord,
): Promise<void> {
  const reason = storableText(request.reason)
  const entry = { tenant_id: into.tenant_id, at: new Date(deps.clock.now()), who: person.name }
  const took = `took "${from.title}" (incident ${from.incident_id}) out of it: ${reason}`
  await addHistory(tx, { ...entry, incident_id: into.incident_id, what: took })
  const what = `took it out of incident ${into.incident_id}: ${reason}`
  await addHistory(tx, { ...entry, incident_id: from.incident_id, what })
}

/** What its own findings say now; what was known before, for one whose bodies were not kept. */
async function regrouped(deps: RecorderDeps, tx: StateTransaction, record: IncidentRecord): Promise<Group> {
  const { findings, totals } = await findingsOf(tx, record.incident_id, findingsExplainedMax)
  const known = groupIn(record)
  const group = regroup(record.incident_id, findings, limitsOf(deps)) ?? known
  const spans = [...totals.values()]
  return {
    ...keptApart(group, ...(known.apartFrom ?? [])),
    firstMs: Math.min(...spans.map(({ firstMs }) => firstMs), group.firstMs),
    lastMs: Math.max(...spans.map(({ lastMs }) => lastMs), group.lastMs),
  }
}

async function write(
  deps: RecorderDeps,
  tx: StateTransaction,
  group: Group,
  lookedUp: LookedUp,
): Promise<void> {
  const change = await writeIncident(deps, tx, group, lookedUp)
  if (change !== undefined) await tell(tx, change)
}

/** Asked of the lake before the transaction, which holds the tenant's lock. */
async function unparsedAround(
  deps: RecorderDeps,
  tenantId: TenantId,
  incidentIds: readonly string[],
): Promise<number> {
  const records = await deps.state.forTenant(tenantId, (tx) =>
    Promise.all(incidentIds.map((id) => recordAt(tx, id))),
  )
  const firstMs = Math.min(...records.map(({ first_at }) => first_at.getTime()))
  const lastMs = Math.max(...records.map(({ last_at }) => last_at.getTime()))
  return deps.countUnparsed(tenantId, firstMs, lastMs)
}

async function distinctRecords(
  tx: StateTransaction,
  incidentIds: readonly string[],
): Promise<readonly IncidentRecord[]> {
  const records = new Map<string, IncidentRecord>()
  for (const id of incidentIds) {
    const record = await recordAt(tx, id)
    if (records.has(record.incident_id))
      throw new CountersignError('CONFLICT', `incident ${id} is part of it already`)
    records.set(record.incident_id, record)
  }
  return [...records.values()]
}

const groupIn = (record: IncidentRecord) => JSON.parse(record.grouping) as Group
const limitsOf = ({ grouping = defaultGroupingLimits }: RecorderDeps) => grouping
