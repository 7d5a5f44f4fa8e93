import { type Static, Type } from 'typebox'
import { Instant, Page } from './common.ts'

/** `refused`: answered with a 4xx, so nothing was done. `failed`: the server could not; it may have been done in part. */
export const AuditOutcome = Type.Union([
  Type.Literal('done'),
  Type.Literal('refused'),
  Type.Literal('failed'),
])
export type AuditOutcome = Static<typeof AuditOutcome>

/** `unknown` is somebody who was not signed in: only ways to sign in are open to them. */
export const AuditActor = Type.Object({
  kind: Type.Union([
    Type.Literal('person'),
    Type.Literal('api-key'),
    Type.Literal('system'),
    Type.Literal('unknown'),
  ]),
  id: Type.String(),
  name: Type.String(),
  role: Type.String(),
})
export type AuditActor = Static<typeof AuditActor>

export const AuditEntry = Type.Object({
  id: Type.String(),
  at: Instant,
  /** null: it concerns the operator, or a tenant that the actor may not see. */
  tenantId: Type.Union([Type.String(), Type.Null()]),
  /** A stable name such as `incident.resolve`; the console calls its actions the same. */
  action: Type.String(),
  outcome: AuditOutcome,
  /** Status of the answer; null while it was not yet known when the change was stored. */
  status: Type.Union([Type.Integer(), Type.Null()]),
  actor: AuditActor,
  /** null: not over the API. */
  requestId: Type.Union([Type.String(), Type.Null()]),
  address: Type.Union([Type.String(), Type.Null()]),
  userAgent: Type.Union([Type.String(), Type.Null()]),
  /** What it was done to: ids from the address, and what a reading request asked for. */
  target: Type.Record(Type.String(), Type.String()),
  before: Type.Unknown(),
  after: Type.Unknown(),
})
export type AuditEntry = Static<typeof AuditEntry>

/** GET /api/audit and GET /api/tenants/:tenantId/audit: newest first. */
export const AuditPage = Type.Object({
  ...Page(AuditEntry).properties,
  /** Older entries are deleted. */
  keptDays: Type.Integer(),
})
export type AuditPage = Static<typeof AuditPage>

export const auditPageMaxRows = 500

const filters = {
  /** Id of a person or key. */
  actor: Type.Optional(Type.String({ maxLength: 120 })),
  /** A whole name, or its beginning with a dot: `incident.` */
  action: Type.Optional(Type.String({ maxLength: 80, pattern: '^[a-z][a-z0-9.-]*$' })),
  outcome: Type.Optional(AuditOutcome),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: auditPageMaxRows })),
}
export const TenantAuditQuery = Type.Object(filters)
export type TenantAuditQuery = Static<typeof TenantAuditQuery>

/** `tenant` is a comma-separated list. */
export const AuditQuery = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: 10_000 })),
  ...filters,
})
export type AuditQuery = Static<typeof AuditQuery>
