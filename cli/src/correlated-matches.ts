import { evaluateCorrelation } from '@countersign/sigma/correlation/evaluate'
import type { CorrelationRow } from '@countersign/sigma/correlation/row'
import type { MatchedField, RuleHeader, RuleMatch } from '@countersign/sigma/match'
import { correlationRowsMax } from './finding-collector.ts'
import type { Site } from './read-records.ts'
import type { RuleBook } from './rule-book.ts'

export type CorrelatedMatch = {
  readonly rule: RuleHeader
  readonly matched: readonly MatchedField[]
  /** Oldest first. */
  readonly events: readonly Site[]
}

/** Matches that correlations count, kept until all is read, at most `correlationRowsMax`. */
export class CorrelatedMatches {
  /** Matches beyond the bound, which correlations did not see. */
  uncounted = 0
  readonly #book: RuleBook
  readonly #rows: CorrelationRow[] = []
  readonly #sites = new Map<string, Site>()

  constructor(book: RuleBook) {
    this.#book = book
  }

  add({ rule, captured = {} }: RuleMatch, site: Site, ordinal: number, timeMs: number): void {
    if (this.#rows.length >= correlationRowsMax) {
      this.uncounted++
      return
    }
    const eventId = `${site.file}\0${site.line}\0${ordinal}`
    this.#sites.set(eventId, site)
    this.#rows.push({ tenantId: '', ruleId: rule.id, timeMs, eventIds: [eventId], captured })
  }

  finish(): readonly CorrelatedMatch[] {
    return this.#book.correlations
      .filter(({ rule }) => !this.#book.unreported.has(rule.header.id))
      .flatMap(({ rule, plan }) =>
        evaluateCorrelation(plan, this.#rows).map((burst) => ({
          rule: rule.header,
          matched: plan.groupBy.map((field, at) => ({
            selection: 'group-by',
            field,
            value: burst.group[at] ?? '',
          })),
          events: burst.eventIds.flatMap((id) => this.#sites.get(id) ?? []),
        })),
      )
  }
}
