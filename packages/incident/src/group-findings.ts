import type { DetectionFinding } from './finding.ts'
import {
  createGrouping,
  defaultGroupingLimits,
  type Group,
  type GroupingLimits,
  isIncident,
} from './grouping.ts'
import { linkKeys } from './link-keys.ts'

export type FindingGroup = {
  readonly group: Group
  readonly findings: readonly DetectionFinding[]
  /** How often each rule fired in all, by rule id, when `findings` holds only the first ones of a noisy rule. */
  readonly totals?: ReadonlyMap<string, RuleTotal>
}

/** Times in milliseconds since the epoch. */
export type RuleTotal = { readonly findings: number; readonly firstMs: number; readonly lastMs: number }

export type GroupedFindings = {
  /** Most findings belong here: oldest incident first. */
  readonly incidents: readonly FindingGroup[]
  /** Groups of weak signals that did not reach the bar of an incident. */
  readonly quiet: readonly FindingGroup[]
}

/** Groups a finished set of findings, by event time, so that the order they are given in does not matter. */
export function groupFindings(
  findings: readonly DetectionFinding[],
  limits: GroupingLimits = defaultGroupingLimits,
): GroupedFindings {
  const board = new Board(limits)
  for (const finding of inOrder(findings)) board.add(finding)
  const groups = board.groups().toSorted((a, b) => a.group.firstMs - b.group.firstMs)
  return {
    incidents: groups.filter(({ group }) => isIncident(group)),
    quiet: groups.filter(({ group }) => !isIncident(group)),
  }
}

/** By time; the same finding given twice counts once. */
function inOrder(findings: readonly DetectionFinding[]): readonly DetectionFinding[] {
  const distinct = new Map(findings.map((finding) => [`${finding.tenantId} ${finding.findingId}`, finding]))
  return [...distinct.values()].sort(
    (a, b) => a.firstMs - b.firstMs || a.lastMs - b.lastMs || (a.findingId < b.findingId ? -1 : 1),
  )
}

type Entry = { group: Group; readonly findings: DetectionFinding[] }

/** Open groups indexed by their keys, so that a finding is compared only with those it could join. */
class Board {
  readonly #grouping
  readonly #gapMs
  readonly #byId = new Map<string, Entry>()
  readonly #byKey = new Map<string, Set<string>>()

  constructor(limits: GroupingLimits) {
    this.#grouping = createGrouping(limits)
    this.#gapMs = limits.incidentGapSeconds * 1000
  }

  add(finding: DetectionFinding): void {
    const assignment = this.#grouping.assign(this.#candidates(finding), finding)
    const { group } = assignment
    const entry = this.#byId.get(group.incidentId) ?? { group, findings: [] }
    entry.group = group
    entry.findings.push(finding)
    this.#byId.set(group.incidentId, entry)
    for (const id of assignment.kind === 'extends' ? assignment.absorbed : []) this.#absorb(id, entry)
    for (const key of keysOf(group)) this.#index(key, group.incidentId)
  }

  groups(): readonly FindingGroup[] {
    return [...this.#byId.values()].map(({ group, findings }) => ({ group, findings: inOrder(findings) }))
  }

  #candidates(finding: DetectionFinding): readonly Group[] {
    const { actors, places } = linkKeys(finding)
    const ids = new Set<string>()
    for (const key of [...actors, ...places]) {
      const linked = this.#byKey.get(`${finding.tenantId} ${key}`)
      for (const id of linked ?? []) {
        if (this.#isOver(id, finding)) linked?.delete(id)
        else ids.add(id)
      }
    }
    return [...ids].flatMap((id) => this.#byId.get(id)?.group ?? [])
  }

  /** Findings come in order of time, so a group left behind by more than the gap can never take another. */
  #isOver(incidentId: string, finding: DetectionFinding): boolean {
    const lastMs = this.#byId.get(incidentId)?.group.lastMs ?? 0
    return finding.firstMs - lastMs > this.#gapMs
  }

  #index(key: string, incidentId: string): void {
    const ids = this.#byKey.get(key)
    if (ids === undefined) this.#byKey.set(key, new Set([incidentId]))
    else ids.add(incidentId)
  }

  #absorb(incidentId: string, into: Entry): void {
    const entry = this.#byId.get(incidentId)
    if (entry === undefined) return
    into.findings.push(...entry.findings)
    this.#byId.delete(incidentId)
    for (const key of keysOf(entry.group)) this.#byKey.get(key)?.delete(incidentId)
  }
}

function keysOf(group: Group): readonly string[] {
  return [...group.keys.actors, ...group.keys.places].map((key) => `${group.tenantId} ${key}`)
}
