import type { EscalationCategory } from './escalation-rule.ts'
import type { StatementRef } from './placed-statement.ts'
import type { Standing } from './standing.ts'

/** One call of a path: what is done, on what, and the statements that let it happen. */
export type EscalationStep = {
  readonly action: string
  readonly resource: string
  readonly by: readonly StatementRef[]
}

/** What lies between two principals: something that runs as the second. Without `arn` the caller makes it. */
export type EscalationVia = { readonly type: string; readonly arn?: string }

/** One hop: from standing as somebody to standing as somebody else, or as oneself with more. */
export type EscalationEdge = {
  readonly from: Standing
  readonly to: Standing
  /** Id of the rule. */
  readonly rule: string
  readonly category: EscalationCategory
  readonly title: string
  readonly via?: EscalationVia
  readonly steps: readonly EscalationStep[]
  /** Condition keys that no snapshot tells: with any, the hop is `conditional`. */
  readonly unsure: readonly string[]
  /** What was taken to be so. */
  readonly assumes: readonly string[]
}
