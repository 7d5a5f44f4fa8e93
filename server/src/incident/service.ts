import type { IncidentCounts, IncidentDetail, IncidentPage, IncidentPatch } from '@countersign/api/incident'
import type {
  BulkOutcome,
  BulkRequest,
  HandOverPage,
  MergeRequest,
  Neighbours,
  UnmergeRequest,
} from '@countersign/api/incident-work'
import type { DetectionFinding } from '@countersign/incident/finding'
import type { GroupingLimits } from '@countersign/incident/grouping'
import type { OcsfEvent } from '@countersign/ocsf/event'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import type { Person } from '../platform/auth/person.ts'
import type { Clock } from '../platform/clock.ts'
import type { Lake } from '../platform/lake/lake.ts'
import type { Log } from '../platform/log.ts'
import type { MigrationSource } from '../platform/state/migrate.ts'
import type { State } from '../platform/state/state.ts'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Announcing } from './announce-change.ts'
import { changeMany } from './bulk-change.ts'
import { changeIncident } from './change-incident.ts'
import { detail, ocsf, ocsfFindings } from './incident-detail.ts'
import { countUnparsed, findIssuers } from './lake-lookup.ts'
import { mergeIncidents, unmergeIncident } from './merge-incidents.ts'
import { type Notes, openNotes } from './notes.ts'
import { countByIdentity, countsByTenant, handOverPage, neighboursOf, queuePage } from './queue-page.ts'
import type { PageQuery, QueueQuery, QueueSelection } from './queue-query.ts'
import { recordFindings } from './record-findings.ts'
import { openSavedViews, type SavedViews } from './saved-views.ts'
import { changesSince, lockTenant } from './store.ts'
import { sweepFindings } from './sweep.ts'
import type { IncidentRecord } from './tables.ts'
import { wakeSnoozed } from './wake-snoozed.ts'
import type { RecorderDeps, StreamedChange } from './write-incident.ts'

export { type IncidentOutcome, incidentOutcomes } from './outcomes.ts'
export { incidentChannel, platformName, type StreamedChange } from './write-incident.ts'

export const incidentMigrations: MigrationSource = {
  feature: 'incident',
  folder: new URL('./migrations/', import.meta.url),
}

export type IncidentDeps = Announcing & {
  readonly state: State
  readonly lake: Lake
  readonly clock: Clock
  readonly log: Log
  readonly region: Region
  readonly grouping?: GroupingLimits
}

/** Which incident, of whom. */
type Of = readonly [tenantId: TenantId, incidentId: string]

export interface Incidents {
  /** Sink of the fast and the slow lane: idempotent, safe with several writers. Errors: STATE_DOWN, LAKE_DOWN. */
  readonly recordFindings: (
    tenantId: TenantId,
    findings: readonly DetectionFinding[],
  ) => Promise<readonly StreamedChange[]>
  /** Catches up on findings that the lake holds and grouping has not seen; how many there were. Ends snoozes. */
  readonly sweep: (tenantId: TenantId) => Promise<number>
  readonly list: (tenantIds: readonly TenantId[], query: QueueQuery) => Promise<IncidentPage>
  readonly counts: (tenantIds: readonly TenantId[]) => Promise<IncidentCounts>
  readonly neighbours: (
    tenantIds: readonly TenantId[],
    query: QueueSelection,
    ...of: Of
  ) => Promise<Neighbours>
  readonly handOver: (
    person: Person,
    tenantIds: readonly TenantId[],
    page: PageQuery,
  ) => Promise<HandOverPage>
  /** Open incidents of each identity that has any, by `tenant key`. */
  readonly openByIdentity: (
    tenantIds: readonly TenantId[],
    identityKeys: readonly string[],
  ) => Promise<ReadonlyMap<string, number>>
  readonly detail: (...of: Of) => Promise<IncidentDetail>
  /** As OCSF Incident Finding (class 2005), with status and assignee. */
  readonly ocsf: (...of: Of) => Promise<OcsfEvent>
  /** Its findings as OCSF Detection Findings (class 2004), in the order of the incident. */
  readonly ocsfFindings: (...of: Of) => Promise<readonly OcsfEvent[]>
  /** `ifVersion`: only while it is still that version. Errors: NOT_FOUND, REQUEST_INVALID, PRECONDITION_FAILED. */
  readonly patch: (
    person: Person,
    tenantId: TenantId,
    incidentId: string,
    patch: IncidentPatch,
    ifVersion?: number,
  ) => Promise<IncidentDetail>
  readonly patchMany: (person: Person, request: BulkRequest) => Promise<readonly BulkOutcome[]>
  /** Errors: NOT_FOUND, CONFLICT. */
  readonly merge: (
    person: Person,
    tenantId: TenantId,
    incidentId: string,
    request: MergeRequest,
  ) => Promise<IncidentDetail>
  /** Errors: NOT_FOUND. */
  readonly unmerge: (
    person: Person,
    tenantId: TenantId,
    incidentId: string,
    request: UnmergeRequest,
  ) => Promise<IncidentDetail>
  readonly notes: Notes
  readonly views: SavedViews
  /** Changes after a sequence number, for a stream that resumes. Some may be told twice. */
  readonly changesSince: (tenantIds: readonly TenantId[], seq: number) => Promise<readonly StreamedChange[]>
}

const changesMax = 1000
const changeOverlapMilliseconds = 10_000

export function openIncidents(deps: IncidentDeps): Incidents {
  const { lake } = deps
  const recorder: RecorderDeps = {
    ...deps,
    findIssuers: (tenantId, findings) => findIssuers(lake, tenantId, findings),
    countUnparsed: (tenantId, firstMs, lastMs) => countUnparsed(lake, tenantId, firstMs, lastMs),
  }
  const record: Incidents['recordFindings'] = (tenantId, findings) =>
    recordFindings(recorder, tenantId, findings)
  return {
    recordFindings: record,
    sweep: async (tenantId) => {
      await wakeSnoozed(deps, tenantId)
      return sweepFindings({ ...deps, record }, tenantId)
    },
    ...reading(deps),
    ...writing(recorder),
    notes: openNotes(deps),
    views: openSavedViews(deps),
  }
}

type Reading = Pick<
  Incidents,
  | 'list'
  | 'counts'
  | 'neighbours'
  | 'handOver'
  | 'openByIdentity'
  | 'detail'
  | 'ocsf'
  | 'ocsfFindings'
  | 'changesSince'
>

function reading(deps: IncidentDeps): Reading {
  const { state } = deps
  return {
    list: (tenantIds, query) => queuePage(deps, tenantIds, query),
    counts: (tenantIds) => countsByTenant(deps, tenantIds),
    neighbours: (tenantIds, query, ...of) => neighboursOf(deps, tenantIds, query, ...of),
    handOver: (person, tenantIds, page) => handOverPage(deps, person, tenantIds, page),
    openByIdentity: (tenantIds, keys) => countByIdentity(state, tenantIds, keys),
    detail: (tenantId, incidentId) => state.forTenant(tenantId, (tx) => detail(tx, incidentId)),
    ocsf: (tenantId, incidentId) => state.forTenant(tenantId, (tx) => ocsf(tx, incidentId)),
    ocsfFindings: (tenantId, incidentId) => state.forTenant(tenantId, (tx) => ocsfFindings(tx, incidentId)),
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

/** What people decide about an incident. */
function decisionsOf({ status, assignee, resolution, snoozed_until }: IncidentRecord) {
  return { status, assignee, resolution, snoozedUntil: snoozed_until?.toISOString() ?? null }
}

/** As the console calls what somebody does to an incident. */
function auditAction({ name }: Person, { status, assignee, snoozeUntil }: IncidentPatch): string {
  if (status !== undefined) return statusActions[status]
  if (snoozeUntil !== undefined) return snoozeUntil === null ? 'incident.wake' : 'incident.snooze'
  if (assignee === undefined) return 'incident.update'
  return assignee === name ? 'incident.take' : 'incident.assign'
}

const statusActions: Readonly<Record<IncidentRecord['status'], string>> = {
  new: 'incident.reopen',
  'in-progress': 'incident.start',
  resolved: 'incident.resolve',
}

type Writing = Pick<Incidents, 'patch' | 'patchMany' | 'merge' | 'unmerge'>

function writing(deps: RecorderDeps): Writing {
  const { state, clock } = deps
  const detailOf = (tenantId: TenantId, incidentId: string) =>
    state.forTenant(tenantId, (tx) => detail(tx, incidentId))
  return {
    patch: (person, tenantId, incidentId, patch, ifVersion) =>
      state.forTenant(tenantId, async (tx) => {
        await lockTenant(tx, tenantId)
        const nowMs = clock.now()
        const { before, after } = await changeIncident(deps, tx, {
          person,
          tenantId,
          incidentId,
          patch,
          ifVersion,
          nowMs,
        })
        const { reason } = patch
        noteAudit({
          action: auditAction(person, patch),
          before: decisionsOf(before),
          after: { ...decisionsOf(after), ...(reason === undefined ? {} : { reason }) },
        })
        return detail(tx, incidentId)
      }),
    patchMany: (person, request) => changeMany(deps, person, request),
    merge: async (person, tenantId, incidentId, request) => {
      await mergeIncidents(deps, { person, tenantId, incidentId, request })
      return detailOf(tenantId, incidentId)
    },
    unmerge: async (person, tenantId, incidentId, request) => {
      await unmergeIncident(deps, { person, tenantId, incidentId, request })
      return detailOf(tenantId, incidentId)
    },
  }
}
