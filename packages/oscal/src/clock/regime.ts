import type { FactName } from '../draft/incident-facts.ts'

/**
 * A notification regime as data: who has to tell whom, by when, with what in it. Declared in `frameworks/clocks/*.yaml`.
 */
export type Regime = {
  readonly id: string
  readonly title: string
  /** Who has to report, and when the clock is about them: one sentence. */
  readonly appliesTo: string
  readonly law: { readonly title: string; readonly url: string }
  /** What counts as becoming aware: one sentence with its source. */
  readonly awareness: string
  readonly calendar?: CalendarRule
  readonly stages: readonly Stage[]
}

/** What moves a deadline that falls on a day off. */
export type CalendarRule = {
  readonly rule: 'noon-of-next-working-day'
  readonly article: string
  /** For these stages and these entities the rule does not hold. */
  readonly withdrawn: readonly {
    readonly stages: readonly string[]
    readonly traits: readonly string[]
    readonly article: string
  }[]
}

/** One report of a regime. */
export type Stage = {
  readonly id: string
  readonly title: string
  readonly article: string
  /** It is owed only while the entity or incident has one of these traits. */
  readonly whenTraits: readonly string[]
  /** It is not owed while there is one of these. */
  readonly unlessTraits: readonly string[]
  readonly due: Due
  readonly fields: readonly RequiredField[]
}

/** A moment that starts a clock: `aware`, `classified`, … or `submitted:initial`. */
export type StartEvent = string

export type Due =
  | {
      readonly kind: 'period'
      readonly after: StartEvent
      /** Another start: of those that have come, the later one counts. */
      readonly orIfLater?: StartEvent
      readonly length: PeriodLength
      readonly cap?: Cap
    }
  /** The law says "without undue delay" or "on request" and names no number. */
  | { readonly kind: 'no-number'; readonly after: StartEvent; readonly words: string }

/** Hours elapse; days and months are counted on the calendar of the entity's own time zone. */
export type PeriodLength =
  | { readonly unit: 'hours'; readonly count: number }
  | { readonly unit: 'days'; readonly count: number }
  | { readonly unit: 'months'; readonly count: number }

/** However late the start, not later than this; waived when the start itself comes after it. */
export type Cap = {
  readonly after: StartEvent
  readonly length: PeriodLength
  readonly article: string
  readonly waivedArticle: string
}

/** Something a report has to say. */
export type RequiredField = {
  readonly id: string
  readonly article: string
  readonly title: string
  /** Names of incident facts (`incident-facts.ts`) that fill it; several make several lines. */
  readonly facts: readonly FactName[]
  /** It is required only where this holds; the report says so when it is left out. */
  readonly condition?: string
  /** What a person does when nothing fills it. */
  readonly whenMissing: string
}
