import { type Static, Type } from 'typebox'
import { Instant, Severity } from './common.ts'

export const IncidentStatus = Type.Union([
  Type.Literal('new'),
  Type.Literal('in-progress'),
  Type.Literal('resolved'),
])
export type IncidentStatus = Static<typeof IncidentStatus>

/** Why an incident was closed. `duplicate`: another incident tells the same; better still, merge them. */
export const Resolution = Type.Union([
  Type.Literal('true-positive'),
  Type.Literal('benign-true-positive'),
  Type.Literal('false-positive'),
  Type.Literal('authorised-test'),
  Type.Literal('duplicate'),
  Type.Literal('undetermined'),
])
export type Resolution = Static<typeof Resolution>

/** A row of the queue. */
export const IncidentRow = Type.Object({
  tenantId: Type.String(),
  incidentId: Type.String(),
  title: Type.String(),
  /** The explanation's one sentence. */
  statement: Type.String(),
  severity: Severity,
  status: IncidentStatus,
  identities: Type.Array(Type.String()),
  hosts: Type.Array(Type.String()),
  firstAt: Instant,
  lastAt: Instant,
  updatedAt: Instant,
  findingCount: Type.Integer(),
  ruleCount: Type.Integer(),
  assignee: Type.Union([Type.String(), Type.Null()]),
  /** Out of the queue until then, or until something new happens. */
  snoozedUntil: Type.Union([Instant, Type.Null()]),
  /** Set while the status is `resolved`; null in what was closed before this was asked for. */
  resolution: Type.Union([Resolution, Type.Null()]),
  /** Grows with every change; the ETag of the incident is this number. */
  version: Type.Integer(),
})
export type IncidentRow = Static<typeof IncidentRow>

/** GET /api/incidents (most severe, then newest first). */
export const IncidentPage = Type.Object({
  items: Type.Array(IncidentRow),
  nextCursor: Type.Optional(Type.String()),
  /** Open incidents by severity over the same tenants, for the queue's header. */
  counts: Type.Record(Type.String(), Type.Integer()),
})
export type IncidentPage = Static<typeof IncidentPage>

/** GET /api/incidents/counts: open incidents that are not snoozed, by severity, for every visible tenant. */
export const IncidentCounts = Type.Object({
  items: Type.Array(
    Type.Object({ tenantId: Type.String(), counts: Type.Record(Type.String(), Type.Integer()) }),
  ),
})
export type IncidentCounts = Static<typeof IncidentCounts>

/** An event as the incident page shows it: enough for the timeline; the raw record is one request away. */
export const FindingEvent = Type.Object({
  eventId: Type.String(),
  time: Instant,
  action: Type.String(),
  outcome: Type.Union([Type.Literal('success'), Type.Literal('failure'), Type.Literal('unknown')]),
  identityKey: Type.Union([Type.String(), Type.Null()]),
  /** Session or credential that acted, such as an access key's id; never a secret. */
  sessionKey: Type.Union([Type.String(), Type.Null()]),
  /** The one that this event handed out. */
  issuedSessionKey: Type.Union([Type.String(), Type.Null()]),
  host: Type.Union([Type.String(), Type.Null()]),
  sourceIp: Type.Union([Type.String(), Type.Null()]),
  resource: Type.Union([Type.String(), Type.Null()]),
  format: Type.String(),
})
export type FindingEvent = Static<typeof FindingEvent>

export const Finding = Type.Object({
  findingId: Type.String(),
  ruleId: Type.String(),
  ruleTitle: Type.String(),
  ruleAuthor: Type.Union([Type.String(), Type.Null()]),
  ruleDescription: Type.Union([Type.String(), Type.Null()]),
  ruleLicense: Type.Union([Type.String(), Type.Null()]),
  ruleReferences: Type.Array(Type.String()),
  ruleHash: Type.String(),
  /** Full ATT&CK and other tags of the rule: `attack.t1098`. */
  tags: Type.Array(Type.String()),
  level: Severity,
  firstAt: Instant,
  lastAt: Instant,
  matched: Type.Array(Type.Object({ selection: Type.String(), field: Type.String(), value: Type.String() })),
  events: Type.Array(FindingEvent),
})
export type Finding = Static<typeof Finding>

export const MergedIncident = Type.Object({
  incidentId: Type.String(),
  title: Type.String(),
  at: Instant,
  /** `Countersign` when a finding showed that both are the same. */
  who: Type.String(),
  reason: Type.String(),
})
export type MergedIncident = Static<typeof MergedIncident>

/** GET /api/tenants/:tenantId/incidents/:incidentId. `explanation` is an Explanation of packages/explanation. */
export const IncidentDetail = Type.Object({
  incident: IncidentRow,
  explanation: Type.Unknown(),
  /** SHA-256 of the explanation's canonical form (RFC 8785), hex. */
  explanationHash: Type.String(),
  findings: Type.Array(Finding),
  /** Findings beyond the first 500, which are not listed here. */
  findingsOmitted: Type.Integer(),
  history: Type.Array(Type.Object({ at: Instant, who: Type.String(), what: Type.String() })),
  /** Incidents that went up in this one, newest merger first; each can be taken out again. */
  merged: Type.Array(MergedIncident),
})
export type IncidentDetail = Static<typeof IncidentDetail>

/** PATCH /api/tenants/:tenantId/incidents/:incidentId, with `If-Match` to change only what was seen. */
export const IncidentPatch = Type.Object({
  status: Type.Optional(IncidentStatus),
  assignee: Type.Optional(Type.Union([Type.String({ maxLength: 120 }), Type.Null()])),
  /** Kept in the history. Required, with `resolution`, when the status becomes `resolved`. */
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  /** With the status `resolved` only. */
  resolution: Type.Optional(Resolution),
  /** At most 30 days ahead; null brings it back at once. */
  snoozeUntil: Type.Optional(Type.Union([Instant, Type.Null()])),
})
export type IncidentPatch = Static<typeof IncidentPatch>

/**
 * GET /api/stream: server-sent events. `event: incident` carries { tenantId, incidentId, kind: 'created' | 'updated' },
 * `event: source` carries { tenantId, sourceId }; `id:` is a sequence number for Last-Event-ID.
 */
export const StreamedIncident = Type.Object({
  tenantId: Type.String(),
  incidentId: Type.String(),
  kind: Type.Union([Type.Literal('created'), Type.Literal('updated')]),
})
export type StreamedIncident = Static<typeof StreamedIncident>
