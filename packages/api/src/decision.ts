import { type Static, Type } from 'typebox'
import { Instant, Page } from './common.ts'

/** A subject or resource of AuthZEN: `id` is unique within `type`. */
export const NamedEntity = Type.Object({ type: Type.String(), id: Type.String() })
export type NamedEntity = Static<typeof NamedEntity>

/** GET /api/tenants/:tenantId/decisions, newest first. */
export const DecisionRow = Type.Object({
  tenantId: Type.String(),
  decisionId: Type.String(),
  at: Instant,
  /** `type:id` */
  subject: Type.String(),
  action: Type.String(),
  /** `type:id` */
  resource: Type.String(),
  decision: Type.Boolean(),
  /** One sentence. */
  reason: Type.String(),
  /** The mandate that decided, if one did. */
  mandateId: Type.Union([Type.String(), Type.Null()]),
})
export type DecisionRow = Static<typeof DecisionRow>
export const DecisionPage = Page(DecisionRow)
export type DecisionPage = Static<typeof DecisionPage>

/** GET /api/tenants/:tenantId/decisions/:decisionId. `explanation` is an Explanation of packages/explanation. */
export const DecisionDetail = Type.Object({
  decision: DecisionRow,
  explanation: Type.Unknown(),
  /** SHA-256 of the explanation's canonical form (RFC 8785), hex. */
  explanationHash: Type.String(),
})
export type DecisionDetail = Static<typeof DecisionDetail>

const policyName = Type.String({ minLength: 1, maxLength: 120 })
const policyText = Type.String({ minLength: 1, maxLength: 20_000 })

/** PUT /api/tenants/:tenantId/access-policies/:policyId. `text` is one Cedar policy. */
export const AccessPolicyPut = Type.Object({ name: policyName, text: policyText })
export type AccessPolicyPut = Static<typeof AccessPolicyPut>

export const AccessPolicyRow = Type.Object({
  policyId: Type.String(),
  /** Counts from 1. */
  version: Type.Integer(),
  name: Type.String(),
  text: Type.String(),
  changedAt: Instant,
  changedBy: Type.String(),
})
export type AccessPolicyRow = Static<typeof AccessPolicyRow>
export const AccessPolicyList = Type.Object({ items: Type.Array(AccessPolicyRow) })

/** GET …/access-policies/:policyId/versions, newest first; `removed`: with this version it was taken out of force. */
export const AccessPolicyVersions = Type.Object({
  items: Type.Array(Type.Interface([AccessPolicyRow], { removed: Type.Boolean() })),
})

/** One entry of the directory that searches look through. An action has no `type`. */
export const AccessEntity = Type.Object({
  kind: Type.Union([Type.Literal('subject'), Type.Literal('resource'), Type.Literal('action')]),
  type: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
  id: Type.String({ minLength: 1, maxLength: 2048 }),
  properties: Type.Optional(Type.Record(Type.String({ maxLength: 256 }), Type.Unknown())),
})
export type AccessEntity = Static<typeof AccessEntity>
export const AccessDirectory = Type.Object({ items: Type.Array(AccessEntity) })
/** PUT /api/tenants/:tenantId/access-directory takes the place of what was there. */
export const AccessDirectoryPut = Type.Object({ items: Type.Array(AccessEntity, { maxItems: 10_000 }) })

/** GET /api/tenants/:tenantId/step-ups: decisions that wait, or waited, for somebody's yes; newest first. */
export const StepUp = Type.Object({
  stepUpId: Type.String(),
  decisionId: Type.String(),
  mandateId: Type.String(),
  subject: Type.String(),
  action: Type.String(),
  resource: Type.String(),
  status: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('approved'),
    Type.Literal('refused'),
    Type.Literal('expired'),
    Type.Literal('used'),
  ]),
  createdAt: Instant,
  expiresAt: Instant,
  answeredBy: Type.Union([Type.String(), Type.Null()]),
  answeredAt: Type.Union([Instant, Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
})
export type StepUp = Static<typeof StepUp>
export const StepUpList = Type.Object({ items: Type.Array(StepUp) })
export type StepUpList = Static<typeof StepUpList>

/** POST /api/tenants/:tenantId/step-ups/:stepUpId/answer */
export const StepUpAnswer = Type.Object({
  approve: Type.Boolean(),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
})
export type StepUpAnswer = Static<typeof StepUpAnswer>
