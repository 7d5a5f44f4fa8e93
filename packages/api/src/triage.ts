import { type Static, Type } from 'typebox'
import { Instant, Page } from './common.ts'

/** `close`: harmless by all that is known. `group`: part of what was escalated beside it. `abstain`: a person has to look. */
export const Verdict = Type.Union([
  Type.Literal('close'),
  Type.Literal('group'),
  Type.Literal('escalate'),
  Type.Literal('abstain'),
])
export type Verdict = Static<typeof Verdict>

export const VerdictLabel = Type.Union([Type.Literal('attack'), Type.Literal('benign')])
export type VerdictLabel = Static<typeof VerdictLabel>

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** Something earlier that the verdict hangs on. Ids of events are those that the incident's timeline shows. */
export const VerdictDriver = Type.Object({
  findingId: Type.String(),
  eventIds: Type.Array(Type.String()),
  ruleTitle: Nullable(Type.String()),
  /** `context`: the model attended to it. `alarm`: it was escalated, and its incident is open. */
  kind: Type.Union([Type.Literal('context'), Type.Literal('alarm')]),
  /** Share of the model's attention, in [0, 1]. */
  weight: Type.Number(),
  /** How far the attack logit would fall (above 0) or rise (below 0) without it. */
  pull: Type.Number(),
})
export type VerdictDriver = Static<typeof VerdictDriver>

/** Known findings that looked alike, and on whose word they are what they are. */
export const VerdictPrecedent = Type.Object({
  clusterId: Type.String(),
  /** In [0, 2]; up to 0.5 it is the same kind of context. */
  distance: Type.Number(),
  benign: Type.Integer(),
  attack: Type.Integer(),
  findings: Type.Array(Type.Object({ findingId: Type.String(), label: VerdictLabel })),
  labelledBy: Type.String(),
  labelledAt: Instant,
})
export type VerdictPrecedent = Static<typeof VerdictPrecedent>

/** What the verdict would be without some findings: the model really ran again, without them. */
export const VerdictCounterfactual = Type.Object({
  without: Type.Array(Type.String()),
  verdict: Verdict,
  probability: Type.Number(),
  changes: Type.Boolean(),
})
export type VerdictCounterfactual = Static<typeof VerdictCounterfactual>

/** The verdict on one finding of the incident. */
export const FindingVerdict = Type.Object({
  findingId: Type.String(),
  eventIds: Type.Array(Type.String()),
  /** A family is a rule: verdicts are calibrated, and the right to close is earned, by family. */
  familyId: Type.String(),
  familyTitle: Type.String(),
  /** Whose behaviour was read: an identity, or else a host or an address. */
  entity: Type.String(),
  at: Instant,
  verdict: Verdict,
  /** Why, in one word of packages/intent: `probability`, `burst`, `unseen-type`, `no-visibility` …; null for `close`. */
  reason: Nullable(Type.String()),
  /** Calibrated probability that it belongs to an attack. */
  probability: Type.Number(),
  clusterId: Nullable(Type.String()),
})
export type FindingVerdict = Static<typeof FindingVerdict>

/** What mandates and risk say of whoever acted. `outside` and `at-risk` forbid closing. */
export const VerdictAuthority = Type.Object({
  kind: Type.Union([
    Type.Literal('mandated'),
    Type.Literal('outside'),
    Type.Literal('at-risk'),
    Type.Literal('none'),
    Type.Literal('unknown'),
  ]),
  statement: Type.String(),
  identityKey: Nullable(Type.String()),
  mandateIds: Type.Array(Type.String()),
  /** Identities behind it, nearest first, as the events name them. */
  chain: Type.Array(Type.String()),
})
export type VerdictAuthority = Static<typeof VerdictAuthority>

/** Whether the sources that told of the entities were heard lately. A quiet one stops closing. */
export const VerdictVisibility = Type.Object({
  isVisible: Type.Boolean(),
  sources: Type.Array(
    Type.Object({
      sourceId: Type.String(),
      name: Type.String(),
      lastEventAt: Nullable(Instant),
      isQuiet: Type.Boolean(),
    }),
  ),
})
export type VerdictVisibility = Static<typeof VerdictVisibility>

export const IncidentVerdict = Type.Object({
  tenantId: Type.String(),
  incidentId: Type.String(),
  verdictId: Type.String(),
  verdict: Verdict,
  reason: Nullable(Type.String()),
  /** One sentence a customer understands. */
  statement: Type.String(),
  decidedAt: Instant,
  /** Of the finding that weighs most. */
  probability: Type.Number(),
  calibration: Type.Object({
    name: Type.String(),
    madeAt: Instant,
    events: Type.Integer(),
    attacks: Type.Integer(),
  }),
  intent: Nullable(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      tactic: Nullable(Type.String()),
      techniques: Type.Array(Type.String()),
      onTheWordOf: Type.String(),
    }),
  ),
  /** Drivers, precedents, counterfactuals and alternatives are those of the finding that weighs most. */
  drivers: Type.Array(VerdictDriver),
  precedents: Type.Array(VerdictPrecedent),
  counterfactuals: Type.Array(VerdictCounterfactual),
  alternatives: Type.Array(Type.Object({ verdict: Verdict, against: Type.String() })),
  authority: VerdictAuthority,
  visibility: VerdictVisibility,
  /** What was not there to decide on, each in words. */
  missing: Type.Array(Type.String()),
  /** The heaviest first, at most 20; `findingsOmitted` counts the others. */
  findings: Type.Array(FindingVerdict),
  findingsOmitted: Type.Integer(),
  modelHash: Sha256,
  bookHash: Sha256,
  dataHash: Sha256,
  /** SHA-256 over the stored record's canonical form: what a replay has to reach again. */
  recordHash: Sha256,
  /** An Explanation of packages/explanation. */
  explanation: Type.Unknown(),
  explanationHash: Sha256,
  /** Whether the platform may close it by itself, and why not. */
  autonomy: Type.Object({ mayClose: Type.Boolean(), why: Type.String() }),
  closing: Nullable(Type.Object({ closedAt: Instant, reason: Type.String(), reversedAt: Nullable(Instant) })),
  /** The incident has changed since. */
  isStale: Type.Boolean(),
})
export type IncidentVerdict = Static<typeof IncidentVerdict>

/** GET /api/tenants/:tenantId/incidents/:incidentId/verdict */
export const IncidentVerdictAnswer = Type.Object({
  verdict: Nullable(IncidentVerdict),
  /** Why there is none: no model yet, say. */
  whyNone: Nullable(Type.String()),
})
export type IncidentVerdictAnswer = Static<typeof IncidentVerdictAnswer>

/** POST /api/tenants/:tenantId/incidents/:incidentId/verdicts/:verdictId/replay */
export const VerdictReplay = Type.Object({
  verdictId: Type.String(),
  isIdentical: Type.Boolean(),
  verdict: Verdict,
  recordHash: Sha256,
  /** How many findings were judged again. */
  replayed: Type.Integer(),
  /** Why it is not the same. */
  otherwise: Nullable(Type.String()),
})
export type VerdictReplay = Static<typeof VerdictReplay>

/** POST …/incidents/:incidentId/feedback, and …/feedback/preview, which changes nothing. */
export const Feedback = Type.Object({
  label: VerdictLabel,
  /** What it was for, as packages/intent names it: `maintenance`, `credential-access` … */
  intent: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
})
export type Feedback = Static<typeof Feedback>

export const FeedbackEffect = Type.Object({
  /** Clusters of context that take the label; none where nothing like it was ever seen. */
  clusters: Type.Array(
    Type.Object({
      clusterId: Type.String(),
      familyId: Type.String(),
      benign: Type.Integer(),
      attack: Type.Integer(),
    }),
  ),
  /** Findings of the incident that are learned from with this label. */
  findings: Type.Integer(),
  /** What else would be judged otherwise, newest first, at most 100. */
  changes: Type.Array(
    Type.Object({
      findingId: Type.String(),
      incidentId: Nullable(Type.String()),
      familyId: Type.String(),
      familyTitle: Type.String(),
      at: Instant,
      before: Verdict,
      after: Verdict,
    }),
  ),
  changesTotal: Type.Integer(),
  /** How many findings were judged to find that out. */
  judged: Type.Integer(),
})
export type FeedbackEffect = Static<typeof FeedbackEffect>

/** Whether a training waits or runs because of it. */
export const FeedbackApplied = Type.Object({ effect: FeedbackEffect, isTraining: Type.Boolean() })
export type FeedbackApplied = Static<typeof FeedbackApplied>

/** A share with its 95 % interval (Wilson). `share` is null where nothing was counted. */
export const MeasuredShare = Type.Object({
  count: Type.Integer(),
  of: Type.Integer(),
  share: Nullable(Type.Number()),
  low: Type.Number(),
  high: Type.Number(),
})
export type MeasuredShare = Static<typeof MeasuredShare>

/**
 * `shadow`: it says what it would do, and closes nothing. `granted`: it closes. `withdrawn`: it closed, and no longer may.
 */
export const AutonomyMode = Type.Union([
  Type.Literal('shadow'),
  Type.Literal('granted'),
  Type.Literal('withdrawn'),
])
export type AutonomyMode = Static<typeof AutonomyMode>

export const TriageFamily = Type.Object({
  familyId: Type.String(),
  title: Type.String(),
  mode: AutonomyMode,
  since: Nullable(Instant),
  /** Who granted or withdrew it; `Countersign` when it was withdrawn by itself. */
  by: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  /** Incidents with this family that people decided after a verdict stood, by what the verdict said. */
  agreement: Type.Object({
    /** Verdict `close`, and a person found it harmless. */
    closeBenign: Type.Integer(),
    /** Verdict `close`, and a person found an attack: the miss. */
    closeAttack: Type.Integer(),
    escalateAttack: Type.Integer(),
    escalateBenign: Type.Integer(),
    abstained: Type.Integer(),
    /** Of all that it would have closed, how many people called an attack. */
    missRate: MeasuredShare,
  }),
  verdicts: Type.Object({
    close: Type.Integer(),
    group: Type.Integer(),
    escalate: Type.Integer(),
    abstain: Type.Integer(),
  }),
  closed: Type.Integer(),
  /** Of the closings that people reviewed blind. */
  auditedMissRate: MeasuredShare,
  /** What is missing before it can be granted; null: it can. */
  whyNotYet: Nullable(Type.String()),
})
export type TriageFamily = Static<typeof TriageFamily>

/** GET /api/tenants/:tenantId/triage/families */
export const TriageFamilies = Type.Object({ items: Type.Array(TriageFamily) })
export type TriageFamilies = Static<typeof TriageFamilies>

/** POST …/triage/families/:ruleId/grant and …/withdraw */
export const AutonomyChange = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) })
export type AutonomyChange = Static<typeof AutonomyChange>

/** Closed by the platform. It is reversed by reopening the incident: PATCH …/incidents/:incidentId {status: 'new'}. */
export const Closing = Type.Object({
  incidentId: Type.String(),
  title: Type.String(),
  families: Type.Array(Type.Object({ familyId: Type.String(), title: Type.String() })),
  findings: Type.Integer(),
  closedAt: Instant,
  reason: Type.String(),
  verdictId: Type.String(),
  probability: Type.Number(),
  reversedAt: Nullable(Instant),
  reversedBy: Nullable(Type.String()),
})
export type Closing = Static<typeof Closing>

/** GET /api/tenants/:tenantId/triage/closings, newest first. */
export const ClosingPage = Type.Object({
  ...Page(Closing).properties,
  totals: Type.Object({
    /** Over the last 30 days. */
    incidents: Type.Integer(),
    closed: Type.Integer(),
    /** What it would have closed in families it may not close in. */
    wouldClose: Type.Integer(),
    reversed: Type.Integer(),
    leftToPeople: Type.Integer(),
  }),
  missRate: MeasuredShare,
})
export type ClosingPage = Static<typeof ClosingPage>

/** Sampled closings, mixed with incidents that people closed: nothing tells one from the other, nor what the platform said. */
export const AuditItem = Type.Object({
  incidentId: Type.String(),
  title: Type.String(),
  statement: Type.String(),
  firstAt: Instant,
  sampledAt: Instant,
  findings: Type.Integer(),
})
export type AuditItem = Static<typeof AuditItem>

/** GET /api/tenants/:tenantId/triage/audit: what waits for review, oldest first, at most 100. */
export const AuditList = Type.Object({
  items: Type.Array(AuditItem),
  reviewed: Type.Integer(),
  /** Over all families of the tenant. */
  missRate: MeasuredShare,
})
export type AuditList = Static<typeof AuditList>

/** POST /api/tenants/:tenantId/incidents/:incidentId/closing-review */
export const AuditReview = Type.Object({
  label: VerdictLabel,
  note: Type.Optional(Type.String({ maxLength: 2000 })),
})
export type AuditReview = Static<typeof AuditReview>

/** What it was, told only after the review. */
export const AuditOutcome = Type.Object({
  incidentId: Type.String(),
  label: VerdictLabel,
  closedBy: Type.Union([Type.Literal('platform'), Type.Literal('person')]),
  isMiss: Type.Boolean(),
})
export type AuditOutcome = Static<typeof AuditOutcome>

export const TrainingStatus = Type.Object({
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
  ]),
  why: Type.String(),
  requestedAt: Instant,
  startedAt: Nullable(Instant),
  finishedAt: Nullable(Instant),
  /** In [0, 1], over all rounds. */
  progress: Type.Number(),
  cpuSeconds: Type.Number(),
  failure: Nullable(Type.String()),
})
export type TrainingStatus = Static<typeof TrainingStatus>

export const TriageModel = Type.Object({
  modelHash: Sha256,
  bookHash: Sha256,
  dataHash: Sha256,
  seed: Type.Integer(),
  madeAt: Instant,
  /** The model it was warm-started from. */
  baseHash: Nullable(Sha256),
  cpuSeconds: Type.Number(),
  data: Type.Object({
    from: Instant,
    to: Instant,
    findings: Type.Integer(),
    labelled: Type.Integer(),
    attacks: Type.Integer(),
    families: Type.Integer(),
    entities: Type.Integer(),
  }),
  /** Clusters of context that people labelled. */
  clusterLabels: Type.Integer(),
})
export type TriageModel = Static<typeof TriageModel>

/** GET /api/tenants/:tenantId/triage/model */
export const TriageModelPage = Type.Object({
  model: Nullable(TriageModel),
  training: Nullable(TrainingStatus),
  /** What there is to learn from now. */
  available: Type.Object({ findings: Type.Integer(), labelled: Type.Integer() }),
  whyNone: Nullable(Type.String()),
  /** Stated against found, in bins of stated probability; only verdicts that people then decided. */
  calibration: Type.Object({
    points: Type.Array(
      Type.Object({
        from: Type.Number(),
        to: Type.Number(),
        stated: Type.Number(),
        found: Type.Number(),
        incidents: Type.Integer(),
      }),
    ),
    /** Expected calibration error over the bins; null where nothing was decided. */
    error: Nullable(Type.Number()),
  }),
  /** Families whose findings have lately looked less benign than those of the calibration. */
  drifting: Type.Array(Type.Object({ familyId: Type.String(), title: Type.String() })),
  /** Newest first. */
  earlier: Type.Array(TriageModel),
})
export type TriageModelPage = Static<typeof TriageModelPage>

/** POST /api/tenants/:tenantId/triage/model/train */
export const TrainingRequested = Type.Object({ isQueued: Type.Boolean() })
export type TrainingRequested = Static<typeof TrainingRequested>
