import type { RuleHeader } from '../match.ts'
import type { ConditionNode } from './condition.ts'

/** Source: Sigma 2.1 correlation rules specification, `type`; the last three are read by pySigma as well. */
export const correlationTypes = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const
export type CorrelationType = (typeof correlationTypes)[number]

export type CorrelationOperator = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq'
export type CorrelationBound = { readonly operator: CorrelationOperator; readonly value: number }

export type CorrelationCondition =
  /**
   * A number compared with every bound (two bounds make a range). `fields` are counted, summed or averaged; empty for
   * counts of events and of rules. `percentile` (0 to 100) belongs to `value_percentile` alone.
   */
  | {
      readonly kind: 'threshold'
      readonly fields: readonly string[]
      readonly bounds: readonly CorrelationBound[]
      readonly percentile: number | undefined
    }
  /** Temporal types without a condition: every rule has matched. */
  | { readonly kind: 'every-rule' }
  /** Extended temporal condition over the names of the rules: `a and b and not c`. */
  | { readonly kind: 'expression'; readonly expression: ConditionNode }

/** One name for a field that each rule calls differently. `fields`: rule id or name -> field. */
export type CorrelationAlias = { readonly name: string; readonly fields: Readonly<Record<string, string>> }

export type Correlation = {
  readonly type: CorrelationType
  /** Ids or names of rules, or of other correlations (chaining). In order, for `temporal_ordered`. */
  readonly rules: readonly string[]
  readonly groupBy: readonly string[]
  readonly timespanSeconds: number
  readonly aliases: readonly CorrelationAlias[]
  readonly condition: CorrelationCondition
}

export type SigmaCorrelationRule = {
  readonly kind: 'correlation'
  readonly header: RuleHeader
  readonly name: string | undefined
  readonly correlation: Correlation
  /** True: the rules it refers to stay findings of their own. Source: `generate`, false when unsaid. */
  readonly generate: boolean
}
