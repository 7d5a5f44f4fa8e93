import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

/** GET …/identities/:identityKey/sets: packages/explanation AuthoritySets, as of now. */
export const IdentitySets = Type.Object({ sets: Type.Unknown() })

/** GET …/paths: packages/authority PathJson, shortest first; `known: false` says why nothing can be told. */
export const IdentityPaths = Type.Union([
  Type.Object({
    known: Type.Literal(true),
    paths: Type.Array(Type.Unknown()),
    /** A bound was reached: there may be more. */
    isCut: Type.Boolean(),
  }),
  Type.Object({ known: Type.Literal(false), reason: Type.String() }),
])
export type IdentityPaths = Static<typeof IdentityPaths>

/** GET …/reach: what it, or whoever it can become, can do to what the snapshot holds; most sensitive first. */
export const IdentityReach = Type.Union([
  Type.Object({
    known: Type.Literal(true),
    reachable: Type.Array(
      Type.Object({
        resource: Type.String(),
        type: Type.String(),
        actions: Type.Array(Type.String()),
        /** `critical`, `high`, …: packages/authority Sensitivity. */
        sensitivity: Type.String(),
        because: Type.String(),
        /** Ids of the hops to whoever can do it; empty: the identity can itself. */
        path: Type.Array(Type.String()),
        certainty: Type.Union([Type.Literal('proven'), Type.Literal('conditional')]),
      }),
    ),
    /** What was left out because a bound was reached, in words. */
    cut: Type.Optional(Type.String()),
  }),
  Type.Object({ known: Type.Literal(false), reason: Type.String() }),
])
export type IdentityReach = Static<typeof IdentityReach>

/** GET …/chain and …/revoke-plan: read from the last event of the identity. */
export const IdentityChain = Type.Object({ chain: Type.Unknown(), eventId: Type.String() })
export const RevokePlan = Type.Object({ actions: Type.Array(Type.Unknown()), eventId: Type.String() })

/**
 * POST /api/tenants/:tenantId/who-can. AWS: `s3:GetObject` on an ARN. Kubernetes: a verb on
 * `cluster:namespace/group/resource/name`, whose parts may be empty.
 */
export const WhoCanQuestion = Type.Object({
  action: Type.String({ minLength: 1, maxLength: 200 }),
  resource: Type.String({ minLength: 1, maxLength: 2000 }),
  /** By the policy in force then; default: now. */
  at: Type.Optional(Instant),
})
export type WhoCanQuestion = Static<typeof WhoCanQuestion>

export const WhoCanSubject = Type.Object({
  /** As policy names it: an ARN, `ServiceAccount ns/name`. */
  subject: Type.String(),
  identityKey: Type.Union([Type.String(), Type.Null()]),
  /** Statements that decide (packages/explanation PolicyStatementRef), or bindings by name. */
  deciding: Type.Array(Type.Unknown()),
  /** For those that are undetermined: what is missing. */
  missing: Type.Array(Type.String()),
})
export type WhoCanSubject = Static<typeof WhoCanSubject>

/** `missing`: why there may be others. */
export const WhoCanAnswer = Type.Object({
  allowed: Type.Array(WhoCanSubject),
  undetermined: Type.Array(WhoCanSubject),
  /** How many subjects were asked about. */
  asked: Type.Integer(),
  missing: Type.Array(Type.String()),
})
export type WhoCanAnswer = Static<typeof WhoCanAnswer>
