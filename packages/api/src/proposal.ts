import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'
import { Resolution } from './incident.ts'

const reason = Type.String({ minLength: 1, maxLength: 2000 })

/** What somebody who may not change an incident would have changed. */
export const ProposedChange = Type.Union([
  Type.Object({ kind: Type.Literal('close'), resolution: Resolution, reason }),
  Type.Object({ kind: Type.Literal('note'), text: Type.String({ minLength: 1, maxLength: 10_000 }) }),
  Type.Object({ kind: Type.Literal('assign'), assignee: Type.String({ minLength: 1, maxLength: 120 }) }),
])
export type ProposedChange = Static<typeof ProposedChange>

export const Proposal = Type.Object({
  tenantId: Type.String(),
  incidentId: Type.String(),
  proposalId: Type.String(),
  change: ProposedChange,
  /** Why, in the words of whoever proposes. */
  why: Type.String(),
  proposedBy: Type.String(),
  at: Instant,
  status: Type.Union([Type.Literal('open'), Type.Literal('approved'), Type.Literal('refused')]),
  decidedBy: Type.Union([Type.String(), Type.Null()]),
  decidedAt: Type.Union([Instant, Type.Null()]),
})
export type Proposal = Static<typeof Proposal>

/** GET /api/tenants/:tenantId/incidents/:incidentId/proposals: newest first, at most 50. */
export const ProposalList = Type.Object({ items: Type.Array(Proposal) })
export type ProposalList = Static<typeof ProposalList>
