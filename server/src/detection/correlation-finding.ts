import { createHash } from 'node:crypto'
import type { DetectionFinding, EventFacts } from '@countersign/incident/finding'
import { contributingEventsMax } from '@countersign/sigma/correlation/plan'
import type { PlannedCorrelation } from '@countersign/sigma/correlation/plan-correlations'
import { type CorrelationBurst, foldCase } from '@countersign/sigma/correlation/row'

/** What the lake keeps of a correlation's finding besides the finding itself. Times in milliseconds since the epoch. */
export type StoredBurst = {
  readonly findingId: string
  /** When the condition began to hold, as first seen; part of the row's key, so it never changes. */
  readonly beganMs: number
  /** When it last held. */
  readonly heldMs: number
  readonly eventIds: readonly string[]
  /** Values of the `group-by` fields, by field. */
  readonly group: Readonly<Record<string, string>>
}

/** Id of the finding of a burst: the same for the same tenant, correlation, group and instant it began. 32 hex digits. */
export function burstFindingId(planned: PlannedCorrelation, burst: CorrelationBurst): string {
  const parts = [
    'correlation-finding',
    burst.tenantId,
    planned.rule.header.id,
    burst.group,
    burst.matchedAtMs,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

/** Stored bursts by group, so that thousands of groups stay cheap. */
export class BurstShelf {
  private readonly byGroup = new Map<string, StoredBurst[]>()
  private readonly planned: PlannedCorrelation

  constructor(planned: PlannedCorrelation, stored: readonly StoredBurst[]) {
    this.planned = planned
    for (const burst of stored) this.group(burst.group).push(burst)
  }

  /**
   * Puts a burst on the shelf and returns it as it has to be stored, or undefined when that is stored already. A stored
   * burst of the same group within a timespan is the same burst, seen earlier or in another stretch of time: it keeps
   * its id and grows.
   */
  put(burst: CorrelationBurst): StoredBurst | undefined {
    const { groupBy, timespanMs } = this.planned.plan
    const group = Object.fromEntries(groupBy.map((field, at) => [field, burst.group[at] ?? '']))
    const stored = this.group(group)
    const at = stored.findIndex(
      ({ beganMs, heldMs }) =>
        beganMs - timespanMs <= burst.lastMatchedAtMs && burst.matchedAtMs <= heldMs + timespanMs,
    )
    const known = stored[at]
    const next = known === undefined ? newBurst(this.planned, burst, group) : grown(known, burst)
    if (next === known) return undefined
    stored[known === undefined ? stored.length : at] = next
    return next
  }

  private group(group: StoredBurst['group']): StoredBurst[] {
    const key = JSON.stringify(this.planned.plan.groupBy.map((field) => group[field]))
    const known = this.byGroup.get(key) ?? []
    this.byGroup.set(key, known)
    return known
  }
}

export function newBurst(
  planned: PlannedCorrelation,
  burst: CorrelationBurst,
  group: StoredBurst['group'],
): StoredBurst {
  const { matchedAtMs: beganMs, lastMatchedAtMs: heldMs, eventIds } = burst
  return { findingId: burstFindingId(planned, burst), beganMs, heldMs, eventIds, group }
}

/** The same object when nothing is new. */
function grown(known: StoredBurst, burst: CorrelationBurst): StoredBurst {
  const eventIds = [...new Set([...known.eventIds, ...burst.eventIds])].slice(0, contributingEventsMax)
  const heldMs = Math.max(known.heldMs, burst.lastMatchedAtMs)
  const unchanged = heldMs === known.heldMs && eventIds.length === known.eventIds.length
  return unchanged ? known : { ...known, heldMs, eventIds }
}

/** A contributing event, and the field values its rule carried. */
export type BaseMatch = { readonly event: EventFacts; readonly captured: Readonly<Record<string, string>> }

/** `matches`: the contributing events, in any order. Group values are shown as the first of them spells them. */
export function correlationFinding(
  { rule, plan }: PlannedCorrelation,
  tenantId: string,
  burst: StoredBurst,
  matches: readonly BaseMatch[],
): DetectionFinding {
  const ordered = matches.toSorted(compareMatches)
  const events = ordered.map(({ event }) => event)
  const spelled = ordered.flatMap(({ captured }) => Object.values(captured))
  return {
    tenantId,
    findingId: burst.findingId,
    rule: rule.header,
    matched: plan.groupBy.map((field) => {
      const folded = burst.group[field] ?? ''
      const value = spelled.find((text) => foldCase(text) === folded) ?? folded
      return { selection: 'group-by', field, value }
    }),
    events,
    firstMs: events[0]?.timeMs ?? burst.beganMs,
    lastMs: events.at(-1)?.timeMs ?? burst.heldMs,
  }
}

function compareMatches({ event: a }: BaseMatch, { event: b }: BaseMatch): number {
  return a.timeMs - b.timeMs || (a.ref.eventId < b.ref.eventId ? -1 : 1)
}
