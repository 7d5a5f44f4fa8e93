import type { DetectionFinding, EventFacts } from '@countersign/incident/finding'
import { findingId } from '@countersign/incident/finding-id'
import type { RecordReading } from '@countersign/ocsf/reader'
import { compileRuleBase } from '@countersign/sigma/base/rule-base'
import { evaluateCorrelation } from '@countersign/sigma/correlation/evaluate'
import type { CorrelationRow } from '@countersign/sigma/correlation/row'
import type { RuleMatch } from '@countersign/sigma/match'
import { createMatcher, type Matcher } from '@countersign/sigma/matcher'
import { createOverlay, type Overlay } from '@countersign/sigma/overlay'
import type { Contender } from './back-test-contenders.ts'
import { type BaseMatch, correlationFinding, newBurst } from './correlation-finding.ts'

/** Matches kept per version; further ones are counted by day. */
export const trialMatchesMax = 50_000

/** What one version found. `beyond`: matches that were only counted, by UTC day (`2026-03-01`). */
export type SideFound = {
  readonly findings: readonly DetectionFinding[]
  readonly beyond: ReadonlyMap<string, number>
}

/** One version of the rule, and what it has matched so far. */
export class TrialSide {
  readonly #tenantId: string
  readonly #contender: Contender
  readonly #matcher: Matcher
  readonly #overlay: Overlay
  readonly #findings: DetectionFinding[] = []
  readonly #rows: CorrelationRow[] = []
  readonly #baseMatches = new Map<string, BaseMatch>()
  readonly #beyond = new Map<string, number>()

  constructor(tenantId: string, contender: Contender) {
    const { rules, captures, filters } = contender
    this.#tenantId = tenantId
    this.#contender = contender
    const base = compileRuleBase(rules, { captures })
    this.#matcher = createMatcher(base)
    this.#overlay = createOverlay(base, { filters, captures })
  }

  see({ record, format }: RecordReading, facts: EventFacts): void {
    for (const match of this.#matcher.match(record.fields, format, this.#overlay)) {
      if (this.#findings.length + this.#rows.length >= trialMatchesMax) this.#count(facts.timeMs)
      else if (this.#contender.planned === undefined) this.#keepFinding(match, facts)
      else this.#keepRow(match, facts)
    }
  }

  finish(): SideFound {
    const { planned } = this.#contender
    if (planned === undefined) return { findings: this.#findings, beyond: this.#beyond }
    const findings = evaluateCorrelation(planned.plan, this.#rows).map((burst) => {
      const matches = burst.eventIds.flatMap((id) => this.#baseMatches.get(id) ?? [])
      const group = Object.fromEntries(
        planned.plan.groupBy.map((field, at) => [field, burst.group[at] ?? '']),
      )
      return correlationFinding(planned, this.#tenantId, newBurst(planned, burst, group), matches)
    })
    return { findings, beyond: this.#beyond }
  }

  #keepFinding({ rule, matched }: RuleMatch, facts: EventFacts): void {
    const { timeMs, ref } = facts
    const tenantId = this.#tenantId
    const id = findingId(tenantId, rule.id, [ref.eventId])
    this.#findings.push({
      tenantId,
      findingId: id,
      rule,
      matched,
      events: [facts],
      firstMs: timeMs,
      lastMs: timeMs,
    })
  }

  #keepRow({ rule, captured = {} }: RuleMatch, event: EventFacts): void {
    const { timeMs, ref } = event
    const known = this.#baseMatches.get(ref.eventId)
    this.#baseMatches.set(ref.eventId, { event, captured: { ...known?.captured, ...captured } })
    const row = { tenantId: this.#tenantId, ruleId: rule.id, timeMs, eventIds: [ref.eventId], captured }
    this.#rows.push(row)
  }

  #count(timeMs: number): void {
    const day = utcDay(timeMs)
    this.#beyond.set(day, (this.#beyond.get(day) ?? 0) + 1)
  }
}

export function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
