import type { KeyFact } from './condition.ts'
import type { PlacedStatement, StatementRef } from './placed-statement.ts'

/** What is acted on. `open` is a pattern: anything whose name the caller chooses, such as a function yet to be made. */
export type AccessTarget = {
  readonly arn: string
  readonly accountId: string
  readonly open?: boolean
  readonly tags?: Readonly<Record<string, string>>
  /** ARN of the boundary of the principal acted on; absent when it has none. */
  readonly boundary?: string
  readonly policy?: readonly PlacedStatement[]
}

export type AccessRequest = {
  readonly action: string
  readonly target: AccessTarget
  /** Further context keys of the request, in lower case: `iam:passedtoservice`. */
  readonly context?: Readonly<Record<string, KeyFact>>
}

/**
 * `by`: the statements that let it happen. `unsure`: condition keys that no snapshot tells; when there are any, the
 * answer is "perhaps".
 */
export type Access = {
  readonly arn: string
  readonly by: readonly StatementRef[]
  readonly unsure: readonly string[]
}

/** Everything that bounds and grants one principal, parsed once. */
export type PrincipalAuthority = {
  readonly arn: string
  readonly accountId: string
  readonly kind: 'user' | 'role' | 'external'
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly identity: readonly PlacedStatement[]
  /** `unknown`: there is a boundary, and the snapshot does not hold its text. */
  readonly boundary?: readonly PlacedStatement[] | 'unknown'
  /** One list a level, from the root down: every level has to allow. */
  readonly scps: readonly (readonly PlacedStatement[])[]
}
