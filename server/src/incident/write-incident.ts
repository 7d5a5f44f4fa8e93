import { canonical } from '@countersign/explanation/canonical'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import { explainIncident } from '@countersign/incident/explain-incident'
import type { DetectionFinding } from '@countersign/incident/finding'
import { type Group, type GroupingLimits, isIncident } from '@countersign/incident/grouping'
import { sigmaLevels } from '@countersign/sigma/match'
import { sql } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Announcing, announceChange } from './announce-change.ts'
import { storableKey, storableText } from './storable.ts'
import { addHistory, findingsOf, type Issuers, incidentRecord, nextChange, saveIncident } from './store.ts'
import type { IncidentRecord } from './tables.ts'

/** Who did it, in a history, when no person did. */
export const platformName = 'Countersign'

/** Channel of LISTEN/NOTIFY; the payload is a `StreamedChange` as JSON. */
export const incidentChannel = 'incident_changed'

export type StreamedChange = {
  readonly tenantId: string
  readonly incidentId: string
  readonly kind: 'created' | 'updated'
  readonly seq: number
}

export type RecorderDeps = Announcing & {
  readonly state: State
  readonly clock: Clock
  readonly region: Region
  readonly grouping?: GroupingLimits
  /** The calls that issued these sessions, looked up in the lake. */
  readonly findIssuers: (tenantId: TenantId, findings: readonly DetectionFinding[]) => Promise<Issuers>
  /** Lines of the tenant that could not be read within a span of time. */
  readonly countUnparsed: (tenantId: TenantId, firstMs: number, lastMs: number) => Promise<number>
}

/** Findings an explanation is built from; the totals per rule are always complete. */
export const findingsExplainedMax = 2000

/** What the lake says about it. */
export type LookedUp = { readonly issuers: Issuers; readonly unparsedLines: number }

/** Writes the incident of a group, explained anew. Undefined while it is shown to nobody. */
export async function writeIncident(
  deps: RecorderDeps,
  tx: StateTransaction,
  group: Group,
  lookedUp: LookedUp,
): Promise<StreamedChange | undefined> {
  const before = await incidentRecord(tx, group.incidentId)
  const issuers: Issuers = [
    ...new Map([
      ...(before === undefined ? [] : (JSON.parse(before.issuers) as Issuers)),
      ...lookedUp.issuers,
    ]),
  ]
  const seq = await nextChange(tx)
  const record = await recordOf(deps, tx, group, { ...lookedUp, issuers }, before, seq)
  await saveIncident(tx, record)
  if (!record.reported) return undefined
  const kind = before?.reported === true ? 'updated' : 'created'
  const { tenant_id, incident_id, updated_at: at } = record
  const entry = { tenant_id, incident_id, at, who: platformName }
  if (kind === 'created') await addHistory(tx, { ...entry, what: 'opened the incident' })
  else if (before?.snoozed_until != null)
    await addHistory(tx, { ...entry, what: 'brought it back from its snooze: something new happened' })
  await announceChange(deps, tx, before, record, platformName)
  return { tenantId: group.tenantId, incidentId: group.incidentId, kind, seq }
}

async function recordOf(
  deps: RecorderDeps,
  tx: StateTransaction,
  group: Group,
  lookedUp: LookedUp,
  before: IncidentRecord | undefined,
  seq: number,
): Promise<IncidentRecord> {
  const { findings, totals, count } = await findingsOf(tx, group.incidentId, findingsExplainedMax)
  const incident = explainIncident(
    { group, findings, totals },
    {
      region: deps.region,
      issuers: new Map(lookedUp.issuers),
      coverage: { unparsedLines: lookedUp.unparsedLines },
    },
  )
  // What people have seen does not vanish, whatever was taken out of it.
  const reported = before?.reported === true || isIncident(group)
  const now = new Date(deps.clock.now())
  return {
    tenant_id: group.tenantId,
    incident_id: group.incidentId,
    status: before?.status ?? 'new',
    reported,
    merged_into: null,
    title: incident.title,
    statement: incident.explanation.statement,
    severity: sigmaLevels.indexOf(incident.severity),
    identities: incident.identities.map(storableText),
    hosts: incident.hosts.map(storableText),
    first_at: new Date(group.firstMs),
    last_at: new Date(group.lastMs),
    created_at: before?.created_at ?? now,
    updated_at: now,
    change_seq: seq,
    finding_count: count,
    rule_count: totals.size,
    assignee: before?.assignee ?? null,
    grouping: JSON.stringify(group),
    link_keys: [...group.keys.actors, ...group.keys.places].map(storableKey),
    issuers: JSON.stringify(lookedUp.issuers),
    explanation: canonical(incident.explanation),
    explanation_hash: explanationHash(incident.explanation),
    // Something new happened.
    snoozed_until: null,
    resolution: before?.resolution ?? null,
  }
}

/** Sent with the transaction: nobody is told of what was rolled back, and nothing committed goes untold. */
export async function tell(tx: StateTransaction, change: StreamedChange): Promise<void> {
  await sql`SELECT pg_notify(${incidentChannel}, ${JSON.stringify(change)})`.execute(tx)
}
