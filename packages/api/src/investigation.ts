import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

/** What a language model made of the claims, sentence by sentence; those that did not hold are not among them. */
export const Phrasing = Type.Union([
  Type.Object({
    kind: Type.Literal('phrased'),
    /** Model and sub-processor, as the operator named them. */
    model: Type.String(),
    subProcessor: Type.String(),
    at: Instant,
    /** `claims`: ids of those that the sentence cites; at least one. */
    sentences: Type.Array(Type.Object({ text: Type.String(), claims: Type.Array(Type.String()) })),
    /** How many sentences were rejected, by reason. */
    rejected: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
  }),
  Type.Object({
    kind: Type.Literal('failed'),
    model: Type.String(),
    subProcessor: Type.String(),
    at: Instant,
    reason: Type.String(),
  }),
])
export type Phrasing = Static<typeof Phrasing>

export const Investigation = Type.Object({
  tenantId: Type.String(),
  incidentId: Type.String(),
  investigatedAt: Instant,
  /** An Explanation of packages/explanation: statement, claims and timeline. */
  explanation: Type.Unknown(),
  /** SHA-256 of its canonical form (RFC 8785), hex; the same data give the same. */
  explanationHash: Type.String(),
  /** Which claims answer which question, as indexes into `explanation.claims`. */
  answers: Type.Array(
    Type.Object({ question: Type.String(), asks: Type.String(), claims: Type.Array(Type.Integer()) }),
  ),
  /** Ids of the claims, in their order. */
  claimIds: Type.Array(Type.String()),
  /** The incident has changed since. */
  isStale: Type.Boolean(),
  /** Null: no language model is in use. It changes nothing of the above. */
  phrasing: Type.Union([Phrasing, Type.Null()]),
})
export type Investigation = Static<typeof Investigation>

/** GET /api/tenants/:tenantId/incidents/:incidentId/investigation; null: nobody has investigated it yet. */
export const InvestigationAnswer = Type.Object({ investigation: Type.Union([Investigation, Type.Null()]) })
export type InvestigationAnswer = Static<typeof InvestigationAnswer>

/** GET /api/language-model: null when none is set up. The key is never shown. */
export const LanguageModel = Type.Object({
  /** OpenAI-compatible: `/chat/completions` is added. */
  baseUrl: Type.String(),
  model: Type.String(),
  /** Who runs it, as it stands in the contract with tenants. */
  subProcessor: Type.String(),
  /** Where it runs; it has to be the region of this server. */
  region: Type.String(),
  hasApiKey: Type.Boolean(),
  changedAt: Instant,
  changedBy: Type.String(),
})
export type LanguageModel = Static<typeof LanguageModel>
export const LanguageModelAnswer = Type.Object({ languageModel: Type.Union([LanguageModel, Type.Null()]) })
export type LanguageModelAnswer = Static<typeof LanguageModelAnswer>

/** PUT /api/language-model */
export const LanguageModelPut = Type.Object({
  baseUrl: Type.String({ minLength: 8, maxLength: 500 }),
  model: Type.String({ minLength: 1, maxLength: 120 }),
  subProcessor: Type.String({ minLength: 1, maxLength: 120 }),
  region: Type.String({ minLength: 1, maxLength: 63 }),
  /** Left out: the stored one stays. Null: none is sent. */
  apiKey: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 1000 }), Type.Null()])),
})
export type LanguageModelPut = Static<typeof LanguageModelPut>

/** GET and PUT /api/tenants/:tenantId/language-model: whether claims about this tenant may be sent to the model. */
export const LanguageModelUse = Type.Object({ isEnabled: Type.Boolean() })
export type LanguageModelUse = Static<typeof LanguageModelUse>
