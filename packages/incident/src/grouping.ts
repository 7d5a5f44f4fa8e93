import type { DetectionFinding } from './finding.ts'
import { incidentId } from './finding-id.ts'
import { groupKeyOf, type LinkKeys, linkKeys } from './link-keys.ts'
import { incidentOpensAtScore, mergeSignals, type Signal, scoreOf, signalOf } from './signal.ts'

export type GroupingLimits = {
  /** Longest quiet time, in seconds of event time, after which the same actor starts a new incident. */
  readonly incidentGapSeconds: number
  /** Longest an incident may last from its first to its last event, in seconds. */
  readonly incidentMaxSpanSeconds: number
  /** Keys kept per incident; further ones no longer attract findings. */
  readonly linkKeysMax: number
}

export const defaultGroupingLimits: GroupingLimits = {
  incidentGapSeconds: 4 * 3600,
  incidentMaxSpanSeconds: 3 * 24 * 3600,
  linkKeysMax: 256,
}

/** What grouping remembers of findings that belong together. An incident once `scoreOf(signals)` reaches the bar. */
export type Group = {
  readonly tenantId: string
  readonly incidentId: string
  readonly keys: LinkKeys
  readonly firstMs: number
  readonly lastMs: number
  readonly signals: readonly Signal[]
  /** Ids that a person took out of this one, or this one out of: never put together by grouping again. */
  readonly apartFrom?: readonly string[]
}

export type Assignment =
  | { readonly kind: 'new'; readonly group: Group }
  /** `absorbed` are other groups that this finding shows to be the same thing; they go up in `group`. */
  | { readonly kind: 'extends'; readonly group: Group; readonly absorbed: readonly string[] }

export type Grouping = {
  /** `open` are the groups that may take a finding; those of another tenant or too far away in time are ignored. */
  readonly assign: (open: readonly Group[], finding: DetectionFinding) => Assignment
}

export const isIncident = (group: Group) => scoreOf(group.signals) >= incidentOpensAtScore

/** True when the group has anything in common with these keys: what a store has to look up before `assign`. */
export function sharesKey(group: Group, keys: LinkKeys): boolean {
  const wanted = new Set([...keys.actors, ...keys.places])
  return group.keys.actors.some((key) => wanted.has(key)) || group.keys.places.some((key) => wanted.has(key))
}

/**
 * Grouping is single linkage on shared actors within the gap, which does not depend on the order of arrival; only
 * the maximal span and the choice among several incidents for a finding without an actor do.
 */
export function createGrouping(limits: GroupingLimits = defaultGroupingLimits): Grouping {
  return {
    assign: (open, finding) => {
      const candidate = groupOf(finding)
      const near = open.filter(
        (group) => group.tenantId === finding.tenantId && isNear(group, candidate, limits),
      )
      const [home, ...others] = linkedByActor(near, candidate)
      if (home !== undefined) return absorb(home, others, candidate, limits)
      const linked = near.filter((group) => linkedByPlace(group, candidate))
      const named = linked.filter((group) => group.keys.actors.length > 0)
      const place = closest(named.length > 0 ? named : linked, candidate)
      if (place === undefined) return { kind: 'new', group: candidate }
      // Those without an actor are about the place alone: what is seen in several of them is one thing.
      const nameless = linked.filter((group) => group !== place && group.keys.actors.length === 0)
      return absorb(place, nameless, candidate, limits)
    },
  }
}

function groupOf(finding: DetectionFinding): Group {
  const keys = linkKeys(finding)
  return {
    tenantId: finding.tenantId,
    incidentId: incidentId(finding.tenantId, groupKeyOf(keys), finding.findingId),
    keys,
    firstMs: finding.firstMs,
    lastMs: finding.lastMs,
    signals: [signalOf(finding)],
  }
}

function isNear(a: Group, b: Group, limits: GroupingLimits): boolean {
  const gapMs = Math.max(a.firstMs, b.firstMs) - Math.min(a.lastMs, b.lastMs)
  return gapMs <= limits.incidentGapSeconds * 1000 && fits(a, b, limits)
}

function fits(a: Group, b: Group, limits: GroupingLimits): boolean {
  const spanMs = Math.max(a.lastMs, b.lastMs) - Math.min(a.firstMs, b.firstMs)
  return spanMs <= limits.incidentMaxSpanSeconds * 1000
}

/** The survivor of a merger first: one that people have seen keeps its id, else the oldest does. */
function linkedByActor(groups: readonly Group[], candidate: Group): readonly Group[] {
  const actors = new Set(candidate.keys.actors)
  const linked = groups.filter((group) => group.keys.actors.some((key) => actors.has(key)))
  return linked.toSorted(
    (a, b) =>
      Number(isIncident(b)) - Number(isIncident(a)) ||
      a.firstMs - b.firstMs ||
      (a.incidentId < b.incidentId ? -1 : 1),
  )
}

/** A finding that names no actor, or an incident that has none yet, is tied by anything both have. */
function linkedByPlace(group: Group, candidate: Group): boolean {
  const anonymous = group.keys.actors.length === 0 || candidate.keys.actors.length === 0
  return anonymous && sharesKey(group, candidate.keys)
}

function closest(groups: readonly Group[], candidate: Group): Group | undefined {
  const distance = (group: Group) =>
    Math.max(0, group.firstMs - candidate.lastMs, candidate.firstMs - group.lastMs)
  return groups.toSorted(
    (a, b) => distance(a) - distance(b) || a.firstMs - b.firstMs || (a.incidentId < b.incidentId ? -1 : 1),
  )[0]
}

function absorb(home: Group, others: readonly Group[], candidate: Group, limits: GroupingLimits): Assignment {
  let group = merge(home, candidate, limits)
  const absorbed: string[] = []
  for (const other of others) {
    if (!fits(group, other, limits) || isApart(group, other)) continue
    group = merge(group, other, limits)
    absorbed.push(other.incidentId)
  }
  return { kind: 'extends', group, absorbed }
}

/** What a person puts together, whatever lies between them in time; the first keeps its id. */
export function mergeGroups(
  home: Group,
  others: readonly Group[],
  limits: GroupingLimits = defaultGroupingLimits,
): Group {
  const ids = new Set([home, ...others].map(({ incidentId }) => incidentId))
  const merged = others.reduce((group, other) => merge(group, other, limits), home)
  // The person now says the opposite of what they said when they took it out.
  return withApart(
    merged,
    apartOf(merged).filter((id) => !ids.has(id)),
  )
}

/** The group that these findings make by themselves, under an id that is known already. */
export function regroup(
  incidentId: string,
  findings: readonly DetectionFinding[],
  limits: GroupingLimits = defaultGroupingLimits,
): Group | undefined {
  const [first, ...others] = findings.map(groupOf)
  if (first === undefined) return undefined
  return mergeGroups({ ...first, incidentId }, others, limits)
}

export function keptApart(group: Group, ...incidentIds: readonly string[]): Group {
  return withApart(group, [...new Set([...apartOf(group), ...incidentIds])])
}

const apartOf = ({ apartFrom = [] }: Group) => apartFrom

function withApart({ apartFrom: _, ...group }: Group, ids: readonly string[]): Group {
  return ids.length === 0 ? group : { ...group, apartFrom: ids }
}

function isApart(a: Group, b: Group): boolean {
  return apartOf(a).includes(b.incidentId) || apartOf(b).includes(a.incidentId)
}

function merge(home: Group, other: Group, limits: GroupingLimits): Group {
  const actors = union(home.keys.actors, other.keys.actors, limits.linkKeysMax)
  const known = new Set(actors)
  const places = union(home.keys.places, other.keys.places, limits.linkKeysMax)
  return {
    ...withApart(home, [...new Set([...apartOf(home), ...apartOf(other)])]),
    keys: { actors, places: places.filter((key) => !known.has(key)) },
    firstMs: Math.min(home.firstMs, other.firstMs),
    lastMs: Math.max(home.lastMs, other.lastMs),
    signals: mergeSignals(home.signals, other.signals),
  }
}

function union(a: readonly string[], b: readonly string[], max: number): readonly string[] {
  return [...new Set([...a, ...b])].slice(0, max)
}
