import type { DetectionFinding } from '@countersign/incident/finding'
import {
  type Assignment,
  createGrouping,
  defaultGroupingLimits,
  type Group,
  type GroupingLimits,
  sharesKey,
} from '@countersign/incident/grouping'
import { linkKeys } from '@countersign/incident/link-keys'
import { traced } from '@countersign/incident/traced'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { announceMerger } from './announce-change.ts'
import { foldInto } from './merge-store.ts'
import {
  addFinding,
  addHistory,
  groupsNear,
  type KnownFinding,
  knownFindings,
  lockTenant,
  nextChange,
  replaceFinding,
} from './store.ts'
import {
  platformName,
  type RecorderDeps,
  type StreamedChange,
  tell,
  writeIncident,
} from './write-incident.ts'

/** Findings grouped in one transaction, which holds the tenant's lock. */
const findingsPerTransaction = 200

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
    const bySession = new Map(issuers)
    const touched = await groupNew(
      deps,
      tx,
      chunk.map((finding) => traced(finding, bySession)),
    )
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
  const at = new Date(deps.clock.now())
  const reason = 'a later finding showed that both are the same'
  const seq = await nextChange(tx)
  const closed = await foldInto(tx, absorbed, { into: into.incidentId, at, who: platformName, reason, seq })
  for (const record of closed) {
    const { tenant_id, incident_id } = record
    const what = `merged into incident ${into.incidentId}: ${reason}`
    await addHistory(tx, { tenant_id, incident_id, at, who: platformName, what })
    await announceMerger(deps, tx, record, into.incidentId, platformName)
  }
}
