import { canonical } from '@countersign/explanation/canonical'
import { explanationHash } from '@countersign/explanation/explanation-hash'
import { explainIncident } from '@countersign/incident/explain-incident'
import type { DetectionFinding } from '@countersign/incident/finding'
import {
  type Assignment,
  createGrouping,
  defaultGroupingLimits,
  type Group,
  type GroupingLimits,
  isIncident,
  sharesKey,
} from '@countersign/incident/grouping'
import { linkKeys } from '@countersign/incident/link-keys'
import { sigmaLevels } from '@countersign/sigma/match'
import { sql } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import type { State, StateTransaction } from '../platform/state/state.ts'
import type { Region, TenantId } from '../platform/tenancy/tenant-id.ts'
import { storableKey, storableText } from './storable.ts'
import {
  addFinding,
  addHistory,
  closeMerged,
  findingsOf,
  groupsNear,
  type Issuers,
  incidentRecord,
  type KnownFinding,
  knownFindings,
  lockTenant,
  moveFindings,
  nextChange,
  replaceFinding,
  saveIncident,
} from './store.ts'
import type { IncidentRecord } from './tables.ts'

/** Channel of LISTEN/NOTIFY; the payload is a `StreamedChange` as JSON. */
export const incidentChannel = 'incident_changed'

export type StreamedChange = {
  readonly tenantId: string
  readonly incidentId: string
  readonly kind: 'created' | 'updated'
  readonly seq: number
}

export type RecorderDeps = {
  readonly state: State
  readonly clock: Clock
  readonly region: Region
  readonly grouping?: GroupingLimits
  /** The calls that issued these sessions, looked up in the lake. */
  readonly findIssuers: (tenantId: TenantId, findings: readonly DetectionFinding[]) => Promise<Issuers>
  /** Lines of the tenant that could not be read within a span of time. */
  readonly countUnparsed: (tenantId: TenantId, firstMs: number, lastMs: number) => Promise<number>
}

/** Findings grouped in one transaction, which holds the tenant's lock. */
const findingsPerTransaction = 200
/** Findings an explanation is built from; the totals per rule are always complete. */
const findingsExplainedMax = 2000

/**
 * Groups findings into incidents. The same finding twice changes nothing, one that has grown takes its own place; writers of one tenant take turns.
 * Errors: STATE_DOWN; whatever was not recorded is found again by the sweep.
 */
export async function recordFindings(
  deps: RecorderDeps,
  tenantId: TenantId,
  findings: readonly DetectionFinding[],
): Promise<readonly StreamedChange[]> {
  const ordered = findings.toSorted((a, b) => a.firstMs - b.firstMs || (a.findingId < b.findingId ? -1 : 1))
  const changes: StreamedChange[] = []
  for (let from = 0; from < ordered.length; from += findingsPerTransaction) {
    changes.push(...(await recordChunk(deps, tenantId, ordered.slice(from, from + findingsPerTransaction))))
  }
  return changes
}

async function recordChunk(
  deps: RecorderDeps,
  tenantId: TenantId,
  chunk: readonly DetectionFinding[],
): Promise<readonly StreamedChange[]> {
  const foreign = chunk.find((finding) => finding.tenantId !== tenantId)
  if (foreign !== undefined) throw new RangeError(`finding ${foreign.findingId} belongs to another tenant`)
  const issuers = await deps.findIssuers(tenantId, chunk)
  const firstMs = Math.min(...chunk.map((finding) => finding.firstMs))
  const lastMs = Math.max(...chunk.map((finding) => finding.lastMs))
  const unparsedLines = await deps.countUnparsed(tenantId, firstMs, lastMs)
  return deps.state.forTenant(tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const touched = await groupNew(deps, tx, chunk)
    const changes: StreamedChange[] = []
    for (const group of touched.values()) {
      const change = await writeIncident(deps, tx, group, { issuers, unparsedLines })
      if (change !== undefined) changes.push(change)
    }
    for (const change of changes) await tell(tx, change)
    return changes
  })
}

/**
 * Assigns the findings not seen before, and those of correlations that have grown since; returns the groups that
 * changed, by incident id. Grouping takes the same finding twice without harm, so a grown one is assigned again.
 */
async function groupNew(
  deps: RecorderDeps,
  tx: StateTransaction,
  chunk: readonly DetectionFinding[],
): Promise<ReadonlyMap<string, Group>> {
  const distinct = new Map(chunk.map((finding) => [finding.findingId, finding]))
  const known = await knownFindings(tx, [...distinct.keys()])
  const fresh = [...distinct.values()].filter((finding) => isNews(finding, known.get(finding.findingId)))
  const limits = deps.grouping ?? defaultGroupingLimits
  const open = new Map((await candidates(tx, fresh, limits)).map((group) => [group.incidentId, group]))
  const touched = new Map<string, Group>()
  const { assign } = createGrouping(limits)
  for (const finding of fresh) {
    const keys = linkKeys(finding)
    const assignment = assign(
      [...open.values()].filter((group) => sharesKey(group, keys)),
      finding,
    )
    const { group } = assignment
    const before = known.get(finding.findingId)
    if (before !== undefined) {
      await replaceFinding(tx, finding)
      if (!isHome(assignment, before)) continue
    }
    open.set(group.incidentId, group)
    touched.set(group.incidentId, group)
    if (before === undefined) await addFinding(tx, group.incidentId, finding)
    if (assignment.kind === 'new' || assignment.absorbed.length === 0) continue
    for (const id of assignment.absorbed) {
      open.delete(id)
      touched.delete(id)
    }
    await absorb(deps, tx, assignment.absorbed, group)
  }
  return touched
}

function isNews(finding: DetectionFinding, known: KnownFinding | undefined): boolean {
  return known === undefined || finding.firstMs < known.firstMs || finding.lastMs > known.lastMs
}

/** A grown finding stays with its incident: one that was resolved meanwhile is not opened again by it. */
function isHome(assignment: Assignment, { incidentId }: KnownFinding): boolean {
  if (assignment.kind === 'new') return false
  return assignment.group.incidentId === incidentId || assignment.absorbed.includes(incidentId)
}

async function candidates(
  tx: StateTransaction,
  fresh: readonly DetectionFinding[],
  limits: GroupingLimits,
): Promise<readonly Group[]> {
  if (fresh.length === 0) return []
  const keys = new Set(fresh.flatMap((finding) => Object.values(linkKeys(finding)).flat()))
  const gapMs = limits.incidentGapSeconds * 1000
  const firstMs = Math.min(...fresh.map((finding) => finding.firstMs))
  const lastMs = Math.max(...fresh.map((finding) => finding.lastMs))
  return groupsNear(tx, [...keys], new Date(firstMs - gapMs), new Date(lastMs + gapMs))
}

async function absorb(
  deps: RecorderDeps,
  tx: StateTransaction,
  absorbed: readonly string[],
  into: Group,
): Promise<void> {
  await moveFindings(tx, absorbed, into.incidentId)
  const at = new Date(deps.clock.now())
  const closed = await closeMerged(tx, absorbed, into.incidentId, at)
  for (const { tenant_id, incident_id } of closed) {
    const what = `merged into incident ${into.incidentId}: a later finding showed that both are the same`
    await addHistory(tx, { tenant_id, incident_id, at, who: 'Countersign', what })
  }
}

type LookedUp = { readonly issuers: Issuers; readonly unparsedLines: number }

async function writeIncident(
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
  if (kind === 'created') {
    const { tenant_id, incident_id, updated_at } = record
    await addHistory(tx, {
      tenant_id,
      incident_id,
      at: updated_at,
      who: 'Countersign',
      what: 'opened the incident',
    })
  }
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
  const reported = isIncident(group)
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
  }
}

/** Sent with the transaction: nobody is told of what was rolled back, and nothing committed goes untold. */
export async function tell(tx: StateTransaction, change: StreamedChange): Promise<void> {
  await sql`SELECT pg_notify(${incidentChannel}, ${JSON.stringify(change)})`.execute(tx)
}
