import { type Static, Type } from 'typebox'

/** GET /api/tenants/:tenantId/events/:eventId/explanation. `explanation` is an Explanation of packages/explanation. */
export const ExplainedEvent = Type.Object({
  explanation: Type.Unknown(),
  /** SHA-256 of the explanation's canonical form (RFC 8785), hex. */
  explanationHash: Type.String(),
})
export type ExplainedEvent = Static<typeof ExplainedEvent>
