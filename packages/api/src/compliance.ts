import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'
import { EvidenceKind } from './evidence.ts'

const Id = Type.String({ minLength: 1, maxLength: 120 })
const InstantOrNull = Type.Union([Instant, Type.Null()])
const Count = Type.Integer({ minimum: 0 })

/** `live`: evidence of every kind that shows it, none expired. `manual`: a document in force, attached by a person. */
export const ControlState = Type.Union([
  Type.Literal('live'),
  Type.Literal('manual'),
  Type.Literal('lapsed'),
  Type.Literal('not-evidenced'),
  Type.Literal('not-applicable'),
])
export type ControlState = Static<typeof ControlState>

/** The five add up to `total`, which is the whole framework or its issuer's baseline. */
export const ControlCoverage = Type.Object({
  total: Count,
  live: Count,
  manual: Count,
  lapsed: Count,
  notEvidenced: Count,
  notApplicable: Count,
})
export type ControlCoverage = Static<typeof ControlCoverage>

export const FrameworkSummary = Type.Object({
  frameworkId: Id,
  title: Type.String(),
  issuer: Type.String(),
  source: Type.Object({ title: Type.String(), url: Type.String(), release: Type.String() }),
  /** In one sentence, what is counted and what is not. */
  counting: Type.String(),
  baselines: Type.Array(Type.Object({ id: Id, title: Type.String(), controls: Count })),
  controls: Count,
  /** Null when the tenant is not assessed by it. */
  chosen: Type.Union([Type.Null(), Type.Object({ baselineId: Type.Union([Id, Type.Null()]) })]),
  coverage: Type.Union([Type.Null(), ControlCoverage]),
})
export type FrameworkSummary = Static<typeof FrameworkSummary>

export const ComplianceOverview = Type.Object({
  at: Instant,
  frameworks: Type.Array(FrameworkSummary),
  /** What of the chosen frameworks lapses next, soonest first. */
  lapsingNext: Type.Array(
    Type.Object({
      frameworkId: Id,
      controlId: Id,
      label: Type.String(),
      title: Type.String(),
      untilAt: Instant,
    }),
  ),
})
export type ComplianceOverview = Static<typeof ComplianceOverview>

export const FrameworkChoicePut = Type.Object({
  frameworks: Type.Array(
    Type.Object({ frameworkId: Id, baselineId: Type.Optional(Type.Union([Id, Type.Null()])) }),
    { maxItems: 50 },
  ),
})
export type FrameworkChoicePut = Static<typeof FrameworkChoicePut>

/** One kind of evidence behind a control, and where its newest entries are. */
export const ControlEvidence = Type.Object({
  kindId: Id,
  title: Type.String(),
  recorded: Type.String(),
  liveWhen: Type.String(),
  because: Type.String(),
  cadenceSeconds: Count,
  standing: Type.Union([
    Type.Literal('live'),
    Type.Literal('expired'),
    Type.Literal('failed'),
    Type.Literal('never'),
    Type.Literal('no-subject'),
  ]),
  at: InstantOrNull,
  subjects: Type.Array(Type.String()),
  facts: Type.Array(
    Type.Object({
      subject: Type.String(),
      satisfied: Type.Boolean(),
      statement: Type.String(),
      collectedAt: Instant,
      /** Names its entry in the evidence log. */
      entry: Type.Object({ kind: EvidenceKind, ref: Type.String() }),
    }),
  ),
})
export type ControlEvidence = Static<typeof ControlEvidence>

export const AttachedDocument = Type.Object({
  documentId: Id,
  frameworkId: Id,
  controlId: Id,
  title: Type.String(),
  fileName: Type.String(),
  mediaType: Type.String(),
  effectiveAt: Instant,
  receivedAt: Instant,
  expiresAt: Instant,
  sha256: Type.String(),
  attachedBy: Type.String(),
  withdrawnAt: InstantOrNull,
})
export type AttachedDocument = Static<typeof AttachedDocument>

export const ControlRow = Type.Object({
  controlId: Id,
  label: Type.String(),
  title: Type.String(),
  reference: Type.String(),
  group: Type.String(),
  state: ControlState,
  untilAt: InstantOrNull,
  /** The deciding reason. */
  reason: Type.String(),
})
export type ControlRow = Static<typeof ControlRow>

export const FrameworkStatus = Type.Object({
  frameworkId: Id,
  title: Type.String(),
  baselineId: Type.Union([Id, Type.Null()]),
  at: Instant,
  coverage: ControlCoverage,
  groups: Type.Array(Type.Object({ id: Id, title: Type.String(), coverage: ControlCoverage })),
  controls: Type.Array(ControlRow),
})
export type FrameworkStatus = Static<typeof FrameworkStatus>

/** What rules found at the tenant in 30 days that is about a control, by ATT&CK technique. No evidence that it holds. */
export const ControlDetection = Type.Object({
  ruleId: Type.String(),
  title: Type.String(),
  techniqueIds: Type.Array(Type.String()),
  findings: Count,
  lastAt: Instant,
})
export type ControlDetection = Static<typeof ControlDetection>

export const ControlDetail = Type.Object({
  ...ControlRow.properties,
  frameworkId: Id,
  reasons: Type.Array(Type.String()),
  shows: Type.Array(ControlEvidence),
  adds: Type.Array(ControlEvidence),
  documents: Type.Array(AttachedDocument),
  /** Of NIST SP 800-53 controls: the mapping names no others. Newest first. */
  detections: Type.Array(ControlDetection),
  exemption: Type.Union([
    Type.Null(),
    Type.Object({
      reason: Type.String(),
      decidedBy: Type.String(),
      decidedAt: Instant,
      reviewAt: InstantOrNull,
    }),
  ]),
})
export type ControlDetail = Static<typeof ControlDetail>

/** `content` is base 64. A document is in force from `effectiveAt`, and counts from when it was received. */
export const DocumentPost = Type.Object({
  title: Type.String({ minLength: 1, maxLength: 300 }),
  fileName: Type.String({ minLength: 1, maxLength: 200 }),
  mediaType: Type.String({ minLength: 3, maxLength: 120, pattern: '^[a-z]+/[a-z0-9.+-]+$' }),
  effectiveAt: Instant,
  expiresAt: Instant,
  content: Type.String({ minLength: 4, maxLength: 28_000_000 }),
})
export type DocumentPost = Static<typeof DocumentPost>

export const ExemptionPut = Type.Object({
  reason: Type.String({ minLength: 10, maxLength: 2000 }),
  reviewAt: Type.Optional(InstantOrNull),
})
export type ExemptionPut = Static<typeof ExemptionPut>

/** What only a person can say: that they looked, at what, and what came of it. */
export const ReviewKind = Type.Union([
  Type.Literal('access-review'),
  Type.Literal('logging-review'),
  Type.Literal('recurrence-review'),
  Type.Literal('restore-tested'),
  Type.Literal('journey-criticality'),
  Type.Literal('detection-tuning'),
  Type.Literal('post-incident-review'),
])
export type ReviewKind = Static<typeof ReviewKind>

/** `incidentId` with `post-incident-review`, and with no other kind. */
export const ControlReviewPost = Type.Object({
  kindId: ReviewKind,
  incidentId: Type.Optional(Id),
  /** What was looked at: who, which sources, which time. */
  covered: Type.String({ minLength: 10, maxLength: 4000 }),
  /** What was found and changed; that nothing was, when nothing was. */
  statement: Type.String({ minLength: 10, maxLength: 4000 }),
})
export type ControlReviewPost = Static<typeof ControlReviewPost>

export const ControlReview = Type.Object({
  reviewId: Id,
  kindId: ReviewKind,
  incidentId: Type.Union([Id, Type.Null()]),
  covered: Type.String(),
  statement: Type.String(),
  reviewedBy: Type.String(),
  reviewedAt: Instant,
})
export type ControlReview = Static<typeof ControlReview>

export const ControlReviewList = Type.Object({ items: Type.Array(ControlReview) })
export type ControlReviewList = Static<typeof ControlReviewList>

export const TechniqueControls = Type.Object({
  techniqueId: Type.String(),
  frameworkId: Id,
  controlIds: Type.Array(Id),
})
export type TechniqueControls = Static<typeof TechniqueControls>
