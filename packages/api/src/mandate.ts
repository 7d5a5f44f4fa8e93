import { type Static, Type } from 'typebox'
import { Instant, Page } from './common.ts'

const pattern = Type.String({ minLength: 1, maxLength: 1000 })
const patterns = Type.Array(pattern, { maxItems: 200 })
const reason = Type.String({ minLength: 1, maxLength: 2000 })
/** RFC 3339. */
const moment = Type.String({ maxLength: 40 })

/** What a mandate says. Patterns may hold `*`, which stands for any text. */
export const MandateTerms = Type.Object({
  purpose: Type.String({ minLength: 1, maxLength: 2000 }),
  actions: patterns,
  resources: patterns,
  /** Tools an AI agent may call. */
  tools: patterns,
  /** People on whose behalf it may act, as `type:id`; empty: anybody, or on its own. */
  onBehalfOf: patterns,
  /** In the currency's minor unit: cents. */
  budget: Type.Optional(
    Type.Object({
      amountMinor: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      currency: Type.String({ pattern: '^[A-Z]{3}$' }),
      period: Type.Union([Type.Literal('hour'), Type.Literal('day'), Type.Literal('month')]),
      /** For models by pattern of their name, for a million tokens; the first that matches counts. */
      prices: Type.Optional(
        Type.Array(
          Type.Object({
            model: pattern,
            inputPerMillionMinor: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
            outputPerMillionMinor: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
          }),
          { maxItems: 100 },
        ),
      ),
      /** Held for each decision until what it used is metered; default 1. */
      perDecisionMinor: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    }),
  ),
  /** Actions that need somebody's yes at that moment. */
  stepUp: Type.Optional(Type.Object({ actions: Type.Array(pattern, { minItems: 1, maxItems: 200 }) })),
  /** Above this level of risk nothing is allowed. */
  riskMax: Type.Optional(Type.Union([Type.Literal('LOW'), Type.Literal('MEDIUM'), Type.Literal('HIGH')])),
})
export type MandateTerms = Static<typeof MandateTerms>

/** One pattern of a proposal made from use, and what was seen that it stands for. */
export const MandateEvidence = Type.Object({
  from: Instant,
  to: Instant,
  patterns: Type.Array(
    Type.Object({
      part: Type.Union([Type.Literal('actions'), Type.Literal('resources'), Type.Literal('tools')]),
      pattern: Type.String(),
      count: Type.Integer(),
      distinct: Type.Integer(),
      examples: Type.Array(Type.String()),
    }),
  ),
  /** Events that the proposal leaves out, and those whose record names no resource. */
  leftOut: Type.Object({ uses: Type.Integer(), withoutResource: Type.Integer() }),
})
export type MandateEvidence = Static<typeof MandateEvidence>

/**
 * `approved` is waiting for its first day; `expiring` and `review-due` are in force. Only these three and `in-force` allow
 * anything.
 */
export const MandateStage = Type.Union([
  Type.Literal('proposed'),
  Type.Literal('approved'),
  Type.Literal('in-force'),
  Type.Literal('review-due'),
  Type.Literal('expiring'),
  Type.Literal('expired'),
  Type.Literal('declined'),
  Type.Literal('revoked'),
])
export type MandateStage = Static<typeof MandateStage>

export const MandateRow = Type.Object({
  tenantId: Type.String(),
  mandateId: Type.String(),
  version: Type.Integer(),
  identityKey: Type.String(),
  stage: MandateStage,
  sponsorId: Type.Union([Type.String(), Type.Null()]),
  sponsor: Type.Union([Type.String(), Type.Null()]),
  terms: MandateTerms,
  replaces: Type.Union([Type.String(), Type.Null()]),
  proposedBy: Type.String(),
  createdAt: Instant,
  changedAt: Instant,
  validFrom: Instant,
  expiresAt: Instant,
  reviewAt: Instant,
})
export type MandateRow = Static<typeof MandateRow>
export const MandatePage = Page(MandateRow)
export type MandatePage = Static<typeof MandatePage>

/** GET /api/tenants/:tenantId/mandates/:mandateId */
export const MandateDetail = Type.Object({
  mandate: MandateRow,
  evidence: Type.Union([MandateEvidence, Type.Null()]),
  /** SHA-256 of what it says as policies: what decisions name. */
  policyHash: Type.String(),
  /** The policies themselves, in Cedar, by the part of the mandate. */
  policies: Type.Record(Type.String(), Type.String()),
  history: Type.Array(
    Type.Object({
      version: Type.Integer(),
      at: Instant,
      who: Type.String(),
      change: Type.String(),
      reason: Type.String(),
      policyHash: Type.String(),
    }),
  ),
})
export type MandateDetail = Static<typeof MandateDetail>

/** POST /api/tenants/:tenantId/mandates: written by hand. */
export const NewMandate = Type.Object({
  identityKey: Type.String({ minLength: 1, maxLength: 500 }),
  terms: MandateTerms,
  /** A person who may approve; nobody else can then. */
  sponsorId: Type.Optional(Type.String({ maxLength: 63 })),
  validFrom: Type.Optional(moment),
  expiresAt: moment,
  replaces: Type.Optional(Type.String({ maxLength: 63 })),
  reason,
})
export type NewMandate = Static<typeof NewMandate>

/** POST /api/tenants/:tenantId/mandates/proposals: from what the identity was seen to do in the last days. */
export const NewMandateProposal = Type.Object({
  identityKey: Type.String({ minLength: 1, maxLength: 500 }),
  purpose: Type.String({ minLength: 1, maxLength: 2000 }),
  days: Type.Integer({ minimum: 1, maximum: 365 }),
  sponsorId: Type.Optional(Type.String({ maxLength: 63 })),
  expiresAt: moment,
})
export type NewMandateProposal = Static<typeof NewMandateProposal>

/** PUT /api/tenants/:tenantId/mandates/:mandateId, while it is proposed. */
export const MandatePut = Type.Object({ terms: MandateTerms, expiresAt: moment, reason })
export type MandatePut = Static<typeof MandatePut>

/** POST …/approve, …/decline, …/review and …/revoke. */
export const MandateReason = Type.Object({ reason })
