import type { IncidentDetail, IncidentPage, IncidentPatch } from '@countersign/api/incident'
import type { Explanation } from '@countersign/explanation/explanation'
import type { DetectionFinding } from '@countersign/incident/finding'
import type { GroupingLimits } from '@countersign/incident/grouping'
import type { Incident } from '@countersign/incident/incident'
import { toOcsfDetectionFinding } from '@countersign/incident/ocsf-detection-finding'
import { toOcsfIncidentFinding } from '@countersign/incident/ocsf-incident-finding'
import type { OcsfEvent } from '@countersign/ocsf/event'
import { sigmaLevels } from '@countersign/sigma/match'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { Person } from '../platform/auth/person.ts'
import type { Clock } from '../platform/clock.ts'
import { CountersignError } from '../platform/errors.ts'
import type { Lake } from '../platform/lake/lake.ts'
import type { Log } from '../platform/log.ts'
import type { MigrationSource } from '../platform/state/migrate.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import { countUnparsed, findIssuers } from './lake-lookup.ts'
import { encodeCursor, type QueueQuery, queueFilter } from './queue-query.ts'
import { type RecorderDeps, recordFindings, type StreamedChange, tell } from './record-findings.ts'
import { findingShape, incidentRow } from './shapes.ts'
import {
  addHistory,
  changesSince,
  findingsOf,
  historyOf,
  incidentRecord,
  lockTenant,
  nextChange,
  openCounts,
  queue,
  setByPerson,
} from './store.ts'
import { sweepFindings } from './sweep.ts'
import type { IncidentRecord } from './tables.ts'

export { incidentChannel, type StreamedChange } from './record-findings.ts'

export const incidentMigrations: MigrationSource = {
  feature: 'incident',
  folder: new URL('./migrations/', import.meta.url),
}

export type IncidentDeps = {
  readonly state: State
  readonly lake: Lake
  readonly clock: Clock
  readonly log: Log
  readonly region: Region
  readonly grouping?: GroupingLimits
}

export interface Incidents {
  /** Sink of the fast and the slow lane: idempotent, safe with several writers. Errors: STATE_DOWN, LAKE_DOWN. */
  readonly recordFindings: (
    tenantId: TenantId,
    findings: readonly DetectionFinding[],
  ) => Promise<readonly StreamedChange[]>
  /** Catches up on findings that the lake holds and grouping has not seen; how many there were. */
  readonly sweep: (tenantId: TenantId) => Promise<number>
  readonly list: (tenantIds: readonly TenantId[], query: QueueQuery) => Promise<IncidentPage>
  readonly detail: (tenantId: TenantId, incidentId: string) => Promise<IncidentDetail>
  /** As OCSF Incident Finding (class 2005), with status and assignee. */
  readonly ocsf: (tenantId: TenantId, incidentId: string) => Promise<OcsfEvent>
  /** Its findings as OCSF Detection Findings (class 2004), in the order of the incident. */
  readonly ocsfFindings: (tenantId: TenantId, incidentId: string) => Promise<readonly OcsfEvent[]>
  readonly patch: (
    person: Person,
    tenantId: TenantId,
    incidentId: string,
    patch: IncidentPatch,
  ) => Promise<IncidentDetail>
  /** Changes after a sequence number, for a stream that resumes. Some may be told twice. */
  readonly changesSince: (tenantIds: readonly TenantId[], seq: number) => Promise<readonly StreamedChange[]>
}

const findingsListedMax = 500
const historyListedMax = 500
const changesMax = 1000
const changeOverlapMilliseconds = 10_000

export function openIncidents(deps: IncidentDeps): Incidents {
  const { state, lake } = deps
  const recorder: RecorderDeps = {
    ...deps,
    findIssuers: (tenantId, findings) => findIssuers(lake, tenantId, findings),
    countUnparsed: (tenantId, firstMs, lastMs) => countUnparsed(lake, tenantId, firstMs, lastMs),
  }
  const record: Incidents['recordFindings'] = (tenantId, findings) =>
    recordFindings(recorder, tenantId, findings)
  return {
    recordFindings: record,
    sweep: (tenantId) => sweepFindings({ ...deps, record }, tenantId),
    list: (tenantIds, query) => list(state, tenantIds, query),
    detail: (tenantId, incidentId) => state.forTenant(tenantId, (tx) => detail(tx, incidentId)),
    ocsf: (tenantId, incidentId) => state.forTenant(tenantId, (tx) => ocsf(tx, incidentId)),
    ocsfFindings: (tenantId, incidentId) => state.forTenant(tenantId, (tx) => ocsfFindings(tx, incidentId)),
    patch: (person, tenantId, incidentId, patch) =>
      state.forTenant(tenantId, (tx) => applyPatch(deps, tx, { person, tenantId, incidentId, patch })),
    changesSince: async (tenantIds, seq) => {
      const rows = await state.forTenants(tenantIds, (tx) =>
        changesSince(tx, seq, changeOverlapMilliseconds, changesMax),
      )
      return rows.map((row) => ({
        tenantId: row.tenant_id,
        incidentId: row.incident_id,
        kind: row.created_at.getTime() === row.updated_at.getTime() ? 'created' : 'updated',
        seq: row.change_seq,
      }))
    },
  }
}

async function list(state: State, tenantIds: readonly TenantId[], query: QueueQuery): Promise<IncidentPage> {
  const filter = queueFilter(query)
  return state.forTenants(tenantIds, async (tx) => {
    const records = await queue(tx, { ...filter, limit: filter.limit + 1 })
    const page = records.slice(0, filter.limit)
    const last = page.at(-1)
    const counts = await openCounts(tx)
    return {
      items: page.map(incidentRow),
      counts: Object.fromEntries(sigmaLevels.map((level, index) => [level, counts.get(index) ?? 0])),
      ...(records.length > filter.limit && last !== undefined ? { nextCursor: encodeCursor(last) } : {}),
    }
  })
}

/** Follows mergers, so that an old link still leads to the incident. */
async function recordAt(tx: StateTransaction, incidentId: string): Promise<IncidentRecord> {
  let record = await incidentRecord(tx, incidentId)
  for (let hops = 0; record?.merged_into != null && hops < 20; hops += 1) {
    record = await incidentRecord(tx, record.merged_into)
  }
  if (record?.reported !== true) throw new CountersignError('NOT_FOUND', 'no such incident')
  return record
}

async function detail(tx: StateTransaction, incidentId: string): Promise<IncidentDetail> {
  const record = await recordAt(tx, incidentId)
  const { findings } = await findingsOf(tx, record.incident_id, findingsListedMax)
  const history = await historyOf(tx, record.incident_id, historyListedMax)
  return {
    incident: incidentRow(record),
    explanation: JSON.parse(record.explanation) as Explanation,
    explanationHash: record.explanation_hash,
    findings: findings.map(findingShape),
    findingsOmitted: record.finding_count - findings.length,
    history: history.map(({ at, who, what }) => ({ at: at.toISOString(), who, what })),
  }
}

async function ocsf(tx: StateTransaction, incidentId: string): Promise<OcsfEvent> {
  const record = await recordAt(tx, incidentId)
  const { findings } = await findingsOf(tx, record.incident_id, findingsListedMax)
  return toOcsfIncidentFinding(wholeOf(record, findings), {
    status: record.status,
    openedMs: record.created_at.getTime(),
    ...(record.assignee === null ? {} : { assignee: record.assignee }),
  })
}

async function ocsfFindings(tx: StateTransaction, incidentId: string): Promise<readonly OcsfEvent[]> {
  const record = await recordAt(tx, incidentId)
  const { findings } = await findingsOf(tx, record.incident_id, findingsListedMax)
  return findings.map(toOcsfDetectionFinding)
}

function wholeOf(record: IncidentRecord, findings: readonly DetectionFinding[]): Incident {
  return {
    tenantId: record.tenant_id,
    incidentId: record.incident_id,
    title: record.title,
    severity: sigmaLevels[record.severity] ?? 'informational',
    identities: record.identities,
    hosts: record.hosts,
    firstMs: record.first_at.getTime(),
    lastMs: record.last_at.getTime(),
    findings,
    explanation: JSON.parse(record.explanation) as Explanation,
  }
}

type PatchRequest = {
  readonly person: Person
  readonly tenantId: TenantId
  readonly incidentId: string
  readonly patch: IncidentPatch
}

async function applyPatch(
  { clock }: IncidentDeps,
  tx: StateTransaction,
  { person, tenantId, incidentId, patch }: PatchRequest,
): Promise<IncidentDetail> {
  if (patch.status === 'resolved' && patch.reason === undefined) {
    throw new CountersignError('REQUEST_INVALID', 'reason is needed to resolve an incident')
  }
  await lockTenant(tx, tenantId)
  const record = await recordAt(tx, incidentId)
  const what = changeWords(record, patch)
  noteAudit({ action: auditAction(person, patch), ...auditedStates(record, patch) })
  if (what === undefined) return detail(tx, incidentId)
  const at = new Date(clock.now())
  const seq = await nextChange(tx)
  await setByPerson(tx, record.incident_id, {
    ...(patch.status === undefined ? {} : { status: patch.status }),
    ...(patch.assignee === undefined ? {} : { assignee: patch.assignee }),
    updated_at: at,
    change_seq: seq,
  })
  await addHistory(tx, { tenant_id: tenantId, incident_id: record.incident_id, at, who: person.name, what })
  await tell(tx, { tenantId, incidentId: record.incident_id, kind: 'updated', seq })
  return detail(tx, incidentId)
}

/** As the console calls what somebody does to an incident. */
function auditAction({ name }: Person, { status, assignee }: IncidentPatch): string {
  if (status !== undefined) return statusActions[status]
  return assignee === name ? 'incident.take' : 'incident.assign'
}

const statusActions: Readonly<Record<IncidentRecord['status'], string>> = {
  new: 'incident.reopen',
  'in-progress': 'incident.start',
  resolved: 'incident.resolve',
}

function auditedStates({ status, assignee }: IncidentRecord, { reason, ...patch }: IncidentPatch) {
  const after = { status, assignee, ...patch }
  return { before: { status, assignee }, after: reason === undefined ? after : { ...after, reason } }
}

/** What a person changed, in words for the history; undefined when it was so already. */
function changeWords(record: IncidentRecord, patch: IncidentPatch): string | undefined {
  const parts: string[] = []
  if (patch.status !== undefined && patch.status !== record.status) {
    parts.push(`changed the status from ${record.status} to ${patch.status}`)
  }
  if (patch.assignee !== undefined && patch.assignee !== record.assignee) {
    parts.push(patch.assignee === null ? 'removed the assignee' : `assigned it to ${patch.assignee}`)
  }
  if (parts.length === 0) return undefined
  return patch.reason === undefined ? parts.join(', ') : `${parts.join(', ')}: ${patch.reason}`
}
