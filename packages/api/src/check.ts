import { type Static, Type } from 'typebox'
import { Instant, Page } from './common.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

/** One check, what it is decided from, and how the identities of a tenant stood at the last pass. */
export const CheckSummaryRow = Type.Object({
  checkId: Type.String(),
  /** Entries of the OWASP NHI Top 10 (`NHI1:2025`) and of the OWASP Agentic Top 10 (`ASI01`). */
  owasp: Type.Array(Type.String()),
  title: Type.String(),
  description: Type.String(),
  level: Type.Union([
    Type.Literal('informational'),
    Type.Literal('low'),
    Type.Literal('medium'),
    Type.Literal('high'),
  ]),
  /** Failing ones of the levels medium and high are told as findings. */
  isTold: Type.Boolean(),
  decidedFrom: Type.Array(Type.String()),
  /** What of it nobody can tell from these. */
  undecidable: nullable(Type.String()),
  fix: Type.Array(Type.String()),
  failed: Type.Integer(),
  unknown: Type.Integer(),
  passed: Type.Integer(),
})
export type CheckSummaryRow = Static<typeof CheckSummaryRow>

/** GET /api/tenants/:tenantId/identities/checks, in the order of the OWASP lists. */
export const CheckSummary = Type.Object({
  /** Null: no pass was made yet. */
  passedAt: nullable(Instant),
  /** Identities that checks are about, and those that the last pass had no room for. */
  identities: Type.Integer(),
  waiting: Type.Integer(),
  checks: Type.Array(CheckSummaryRow),
})
export type CheckSummary = Static<typeof CheckSummary>

export const CheckOutcome = Type.Union([
  Type.Literal('failed'),
  Type.Literal('unknown'),
  Type.Literal('passed'),
])
export type CheckOutcome = Static<typeof CheckOutcome>

const CheckResultShape = {
  outcome: CheckOutcome,
  /** One sentence. */
  statement: Type.String(),
  /** packages/explanation Claim: for, against and missing, each with what shows it. */
  claims: Type.Array(Type.Unknown()),
  /** Since when it fails, and under which finding. Null: it does not fail. */
  since: nullable(Instant),
  findingId: nullable(Type.String()),
}

/** GET …/identities/checks/:checkId?outcome=failed: in the order of their keys. */
export const CheckedIdentityPage = Page(
  Type.Object({
    tenantId: Type.String(),
    identityKey: Type.String(),
    judgedAt: Instant,
    ...CheckResultShape,
  }),
)
export type CheckedIdentityPage = Static<typeof CheckedIdentityPage>

/** GET …/identities/:identityKey/checks: what fails first, then what is unknown. Judged anew when it changed since. */
export const IdentityChecks = Type.Object({
  judgedAt: Instant,
  items: Type.Array(
    Type.Object({
      checkId: Type.String(),
      owasp: Type.Array(Type.String()),
      title: Type.String(),
      fix: Type.Array(Type.String()),
      /** packages/explanation Decider. */
      decidedBy: Type.Unknown(),
      ...CheckResultShape,
    }),
  ),
  /** Failures that were fixed, newest first. */
  fixed: Type.Array(
    Type.Object({ checkId: Type.String(), title: Type.String(), since: Instant, resolvedAt: Instant }),
  ),
})
export type IdentityChecks = Static<typeof IdentityChecks>
