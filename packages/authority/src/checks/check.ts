import { createHash } from 'node:crypto'
import type { Claim, Decider, EvidenceRef } from '@countersign/explanation/explanation'
import type { IdentityKind } from '../inventory/inventory-item.ts'
import type { CheckSubject } from './check-subject.ts'

/** What a check is decided from. `none`: no source that is read here tells it, so it is never decided. */
export type CheckInput =
  | 'inventory'
  | 'credentials'
  | 'people'
  | 'mandates'
  | 'trust'
  | 'sets'
  | 'logs'
  | 'findings'
  | 'spans'
  | 'none'

export type CheckLevel = 'informational' | 'low' | 'medium' | 'high'

/** `not-applicable`: it is about another kind of identity, or about something that this one has not. */
export type CheckOutcome = 'failed' | 'passed' | 'unknown' | 'not-applicable'

/** How one identity stands against one check. `statement` is one sentence; `unknown` names what is missing in a claim. */
export type CheckResult = {
  readonly checkId: string
  readonly outcome: CheckOutcome
  readonly statement: string
  readonly claims: readonly Claim[]
}

export type Judgement = Omit<CheckResult, 'checkId'>

/**
 * One thing that is looked for in identities. Ids never change: findings are made of them. `owasp`: entries of the OWASP
 * Non-Human Identities Top 10 (2025) or of its Top 10 for Agentic Applications (December 2025).
 */
export type Check = {
  readonly id: string
  readonly owasp: readonly string[]
  readonly title: string
  readonly description: string
  readonly level: CheckLevel
  /** Kinds of identity that it is about; empty: all but people and cloud services. */
  readonly kinds: readonly IdentityKind[]
  readonly needs: readonly CheckInput[]
  /** What nobody tells us, so that some or all of it stays unknown: in words for the coverage table. */
  readonly undecidable?: string
  readonly fix: readonly string[]
  readonly judge: (subject: CheckSubject) => Judgement
}

/** Grows whenever a check answers otherwise than before. */
const checksVersion = '1'

export function failed(statement: string, claims: readonly Claim[]): Judgement {
  return { outcome: 'failed', statement, claims }
}

export function passed(statement: string, claims: readonly Claim[]): Judgement {
  return { outcome: 'passed', statement, claims }
}

/** `missing` names the input, for the claim; the statement says what cannot be told without it. */
export function unknown(statement: string, missing: string, input: CheckInput): Judgement {
  return { outcome: 'unknown', statement, claims: [missingClaim(missing, input)] }
}

export function notApplicable(statement: string): Judgement {
  return { outcome: 'not-applicable', statement, claims: [] }
}

export function claimOf(
  kind: Claim['kind'],
  certainty: Claim['certainty'],
  text: string,
  cites: readonly EvidenceRef[],
): Claim {
  return { kind, certainty, text, cites }
}

/** What was not there to decide on; it cites the input that would have told. */
export function missingClaim(text: string, input: CheckInput): Claim {
  return claimOf('missing', 'unknown', text, [{ kind: 'coverage', id: `identity-checks/${input}` }])
}

/** Who decided, so that a result can be told from that of another version of the check. */
export function deciderOf({ id, title, description, level, needs }: Check): Decider {
  const text = JSON.stringify([checksVersion, id, title, description, level, needs])
  const contentHash = createHash('sha256').update(text).digest('hex')
  return { kind: 'rule', name: `identity-check/${id}`, version: checksVersion, contentHash }
}
