import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

const Id = Type.String({ minLength: 1, maxLength: 120 })
const Name = Type.String({ minLength: 1, maxLength: 300 })
const InstantOrNull = Type.Union([Instant, Type.Null()])

/** Laws that ask for notifications, as data (packages/oscal/frameworks/clocks). */
export const NotificationRegime = Type.Object({
  regimeId: Id,
  title: Type.String(),
  appliesTo: Type.String(),
  /** What counts as becoming aware, with its source. */
  awareness: Type.String(),
  law: Type.Object({ title: Type.String(), url: Type.String() }),
  stages: Type.Array(
    Type.Object({
      stageId: Id,
      title: Type.String(),
      article: Type.String(),
      /** Moments that may be told: `classified`, `handled`. */
      startsWith: Type.Array(Type.String()),
      /** What entities and incidents some rule asks for: `credit-institution`. */
      traits: Type.Array(Type.String()),
    }),
  ),
})
export type NotificationRegime = Static<typeof NotificationRegime>

export const NotificationRegimeList = Type.Object({ items: Type.Array(NotificationRegime) })
export type NotificationRegimeList = Static<typeof NotificationRegimeList>

export const DeadlineState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('running'),
  Type.Literal('overdue'),
  Type.Literal('submitted'),
  Type.Literal('submitted-late'),
  Type.Literal('no-number'),
  Type.Literal('not-owed'),
])
export type DeadlineState = Static<typeof DeadlineState>

/** `dueAt` is the earliest defensible reading; `outerAt` the end under Regulation 1182/71. */
export const NotificationDeadline = Type.Object({
  regimeId: Id,
  stageId: Id,
  title: Type.String(),
  article: Type.String(),
  state: DeadlineState,
  dueAt: InstantOrNull,
  outerAt: InstantOrNull,
  isProvisional: Type.Boolean(),
  waitsFor: Type.Union([Type.String(), Type.Null()]),
  /** How it was worked out, a sentence each, with its article. */
  steps: Type.Array(Type.String()),
})
export type NotificationDeadline = Static<typeof NotificationDeadline>

export const NotificationSubmission = Type.Object({
  submissionId: Id,
  regimeId: Id,
  stageId: Id,
  submittedAt: Instant,
  submittedBy: Type.String(),
  authority: Type.String(),
  reference: Type.String(),
  acknowledgedAt: InstantOrNull,
})
export type NotificationSubmission = Static<typeof NotificationSubmission>

/** The clocks of one incident: started by one moment of awareness, which is logged. */
export const NotificationCase = Type.Object({
  tenantId: Type.String(),
  incidentId: Type.String(),
  incidentTitle: Type.String(),
  awareAt: Instant,
  openedBy: Type.String(),
  openedAt: Instant,
  regimeIds: Type.Array(Id),
  traits: Type.Array(Type.String()),
  timeZone: Type.String(),
  holidays: Type.Array(Type.String()),
  moments: Type.Record(Type.String(), Instant),
  closedAt: InstantOrNull,
  closeReason: Type.Union([Type.String(), Type.Null()]),
  deadlines: Type.Array(NotificationDeadline),
  submissions: Type.Array(NotificationSubmission),
  /** The ETag. */
  version: Type.Integer(),
})
export type NotificationCase = Static<typeof NotificationCase>

export const NotificationCaseList = Type.Object({ items: Type.Array(NotificationCase) })
export type NotificationCaseList = Static<typeof NotificationCaseList>

const settings = {
  regimeIds: Type.Array(Id, { minItems: 1, maxItems: 20 }),
  traits: Type.Array(Id, { maxItems: 50 }),
  /** IANA name; months are counted on its calendar. */
  timeZone: Type.String({ minLength: 1, maxLength: 60 }),
  /** Days off beside Saturday and Sunday: `2026-12-25`. */
  holidays: Type.Array(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), { maxItems: 200 }),
}

/** POST: awareness cannot be later than now, and is not changed afterwards. */
export const NotificationCasePost = Type.Object({ awareAt: Instant, ...settings })
export type NotificationCasePost = Static<typeof NotificationCasePost>

export const NotificationCasePatch = Type.Object({
  regimeIds: Type.Optional(settings.regimeIds),
  traits: Type.Optional(settings.traits),
  timeZone: Type.Optional(settings.timeZone),
  holidays: Type.Optional(settings.holidays),
  /** Moments that came, by name; null takes one back. */
  moments: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }), InstantOrNull)),
  /** Ends the clocks, with why; null opens them again. */
  closeReason: Type.Optional(Type.Union([Type.String({ minLength: 3, maxLength: 2000 }), Type.Null()])),
})
export type NotificationCasePatch = Static<typeof NotificationCasePatch>

export const SubmissionPost = Type.Object({
  regimeId: Id,
  stageId: Id,
  submittedAt: Instant,
  authority: Name,
  /** The authority's number for it, or our own. */
  reference: Name,
})
export type SubmissionPost = Static<typeof SubmissionPost>

export const AcknowledgementPut = Type.Object({ acknowledgedAt: Instant })
export type AcknowledgementPut = Static<typeof AcknowledgementPut>

const Cite = Type.Object({ kind: Type.String(), id: Type.String() })

export const DraftField = Type.Object({
  fieldId: Id,
  title: Type.String(),
  article: Type.String(),
  lines: Type.Array(Type.Object({ fact: Type.String(), value: Type.String(), cites: Type.Array(Cite) })),
  notKnown: Type.Array(Type.String()),
  /** What a person does when nothing fills it; null when something does. */
  toDo: Type.Union([Type.String(), Type.Null()]),
})
export type DraftField = Static<typeof DraftField>

/** A report to be completed and submitted by a person: every field filled with its sources, or marked missing. */
export const NotificationDraft = Type.Object({
  regimeId: Id,
  stageId: Id,
  title: Type.String(),
  article: Type.String(),
  missingCount: Type.Integer(),
  fields: Type.Array(DraftField),
  markdown: Type.String(),
})
export type NotificationDraft = Static<typeof NotificationDraft>
