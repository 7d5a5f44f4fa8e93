import { createHash } from 'node:crypto'
import { eventFacts } from '@countersign/incident/event-facts'
import type { DetectionFinding, EventFacts } from '@countersign/incident/finding'
import { findingId } from '@countersign/incident/finding-id'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { evaluateCorrelation } from '@countersign/sigma/correlation/evaluate'
import type { PlannedCorrelation } from '@countersign/sigma/correlation/plan-correlations'
import type { CorrelationBurst, CorrelationRow } from '@countersign/sigma/correlation/row'
import type { RuleMatch } from '@countersign/sigma/match'
import type { Site } from './read-records.ts'
import type { RuleBook } from './rule-book.ts'

/** Findings of one rule kept one by one; a rule that fires more often is counted, and that is said. */
export const findingsPerRuleMax = 2000
/** Matches kept for correlations, over all rules. */
export const correlationRowsMax = 1_000_000
/** Sessions whose issuing call is remembered, so that a later action can be traced to whoever obtained it. */
export const issuersMax = 200_000

export type CollectedFindings = {
  readonly findings: readonly DetectionFinding[]
  /** How often a rule fired in all, where not every finding was kept. */
  readonly overflow: ReadonlyMap<string, number>
  /** Matches that correlations did not see. */
  readonly uncounted: number
  /** The calls that handed out sessions, by session key. */
  readonly issuers: ReadonlyMap<string, EventFacts>
}

/** An event's id: the same for the same place in the same file. */
export function eventIdAt({ file, line }: Site, ordinal: number): string {
  return createHash('sha256')
    .update(JSON.stringify([file, line, ordinal]))
    .digest('hex')
    .slice(0, 32)
}

/** Turns matches into findings, in bounded memory, and runs the correlations when all is read. */
export class FindingCollector {
  readonly #tenantId: string
  readonly #book: RuleBook
  readonly #findings: DetectionFinding[] = []
  readonly #perRule = new Map<string, number>()
  readonly #rows: CorrelationRow[] = []
  readonly #facts = new Map<string, EventFacts>()
  readonly #issuers = new Map<string, EventFacts>()
  #uncounted = 0

  constructor(tenantId: string, book: RuleBook) {
    this.#tenantId = tenantId
    this.#book = book
  }

  /** Calls that hand out a session are kept whether a rule matched or not. */
  add(normalised: NormalisedEvent, matches: readonly RuleMatch[], site: Site, ordinal: number): void {
    if (matches.length === 0 && !mayIssueSession(normalised)) return
    const facts = eventFacts(normalised, { eventId: eventIdAt(site, ordinal), locator: site })
    if (facts.issuedSessionKey !== undefined && this.#issuers.size < issuersMax)
      this.#issuers.set(facts.issuedSessionKey, facts)
    for (const match of matches) this.#match(match, facts)
  }

  finish(): CollectedFindings {
    const correlated = this.#book.correlations.flatMap((planned) => this.#correlate(planned))
    const overflow = [...this.#perRule].filter(([, count]) => count > findingsPerRuleMax)
    return {
      findings: [...this.#findings, ...correlated],
      overflow: new Map(overflow),
      uncounted: this.#uncounted,
      issuers: this.#issuers,
    }
  }

  #match(match: RuleMatch, facts: EventFacts): void {
    const { rule } = match
    if (this.#book.counted.has(rule.id)) this.#count(match, facts)
    if (this.#book.unreported.has(rule.id)) return
    const count = (this.#perRule.get(rule.id) ?? 0) + 1
    this.#perRule.set(rule.id, count)
    if (count > findingsPerRuleMax) return
    this.#findings.push({
      tenantId: this.#tenantId,
      findingId: findingId(this.#tenantId, rule.id, [facts.ref.eventId]),
      rule,
      matched: match.matched,
      events: [facts],
      firstMs: facts.timeMs,
      lastMs: facts.timeMs,
    })
  }

  #count({ rule, captured = {} }: RuleMatch, facts: EventFacts): void {
    if (this.#rows.length >= correlationRowsMax) {
      this.#uncounted++
      return
    }
    const { eventId } = facts.ref
    this.#facts.set(eventId, facts)
    this.#rows.push({
      tenantId: this.#tenantId,
      ruleId: rule.id,
      timeMs: facts.timeMs,
      eventIds: [eventId],
      captured,
    })
  }

  #correlate(planned: PlannedCorrelation): readonly DetectionFinding[] {
    if (this.#book.unreported.has(planned.rule.header.id)) return []
    return evaluateCorrelation(planned.plan, this.#rows).map((burst) => this.#finding(planned, burst))
  }

  #finding({ rule, plan }: PlannedCorrelation, burst: CorrelationBurst): DetectionFinding {
    const { header } = rule
    return {
      tenantId: this.#tenantId,
      findingId: findingId(this.#tenantId, header.id, burst.eventIds),
      rule: header,
      matched: plan.groupBy.map((field, at) => ({
        selection: 'group-by',
        field,
        value: burst.group[at] ?? '',
      })),
      events: burst.eventIds.flatMap((id) => this.#facts.get(id) ?? []),
      firstMs: burst.firstMs,
      lastMs: burst.lastMs,
    }
  }
}

function mayIssueSession({ format, action }: NormalisedEvent): boolean {
  return (
    format === 'aws-cloudtrail' &&
    /^(?:AssumeRole|Get(?:Session|Federation)Token$|CreateAccessKey$)/.test(action)
  )
}
