/** `gt` … `neq` of a Sigma correlation condition; several are joined by AND, which makes a range. */
export type Comparison = {
  readonly op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq'
  /** The bound in millionths, so that fractions compare exactly (see decimal.ts). */
  readonly boundMicro: bigint
}

/** One alternative of a temporal condition: positions of inputs that must occur and that must not. */
export type Branch = { readonly present: readonly number[]; readonly absent: readonly number[] }

/** What has to hold in a window. Semantics: README.md beside this file. */
export type PlanTest =
  | {
      readonly kind: 'event-count' | 'value-count' | 'rule-count' | 'value-sum' | 'value-avg' | 'value-share'
      readonly comparisons: readonly Comparison[]
    }
  | {
      readonly kind: 'value-percentile'
      /** Hundredths of a percent: 9500 is the 95th percentile. */
      readonly percentileCenti: number
      readonly comparisons: readonly Comparison[]
    }
  | { readonly kind: 'temporal'; readonly ordered: boolean; readonly branches: readonly Branch[] }

/** Captured fields of one input, in the order of the plan's `groupBy`, value fields and `extras`. */
export type Projection = {
  readonly keys: readonly string[]
  readonly values: readonly string[]
  readonly extras: readonly string[]
}

export type PlanInput =
  | { readonly kind: 'rule'; readonly ruleId: string; readonly projection: Projection }
  | { readonly kind: 'correlation'; readonly plan: CorrelationPlan; readonly projection: Projection }

/**
 * A correlation with every reference and alias resolved: what both evaluators (SQL and in memory) run.
 * `extras` are fields that a parent correlation groups by although this one does not.
 */
export type CorrelationPlan = {
  readonly id: string
  readonly timespanMs: number
  readonly groupBy: readonly string[]
  readonly extras: readonly string[]
  readonly inputs: readonly PlanInput[]
  readonly test: PlanTest
}

/** Most contributing event ids that a result carries, oldest first; `eventCount` counts all. */
export const contributingEventsMax = 500

/** Sum of the timespans of a plan and its longest chain below: how far one row can reach in time, milliseconds. */
export function reachMs(plan: CorrelationPlan): number {
  const below = plan.inputs.map((input) => (input.kind === 'correlation' ? reachMs(input.plan) : 0))
  return plan.timespanMs + Math.max(0, ...below)
}

/** Whether somewhere in the plan the absence of a rule is judged, which can only happen when its deadline has passed. */
export function judgesAbsence(plan: CorrelationPlan): boolean {
  const here = plan.test.kind === 'temporal' && plan.test.branches.some(({ absent }) => absent.length > 0)
  return here || plan.inputs.some((input) => input.kind === 'correlation' && judgesAbsence(input.plan))
}

/** Ids of the base rules under a plan. */
export function leafRules(plan: CorrelationPlan): ReadonlySet<string> {
  const leaves = plan.inputs.map((input) => (input.kind === 'rule' ? [input.ruleId] : leafRules(input.plan)))
  return new Set(leaves.flatMap((ids) => [...ids]))
}

/** Positions of inputs whose rows are instants: all but those that only ever have to be absent. */
export function instantInputs(plan: CorrelationPlan): ReadonlySet<number> {
  if (plan.test.kind !== 'temporal') return new Set(plan.inputs.keys())
  return new Set(plan.test.branches.flatMap(({ present }) => present))
}

/** Whether the value field has to be a number. */
export function isNumeric({ test }: CorrelationPlan): boolean {
  return test.kind === 'value-sum' || test.kind === 'value-avg' || test.kind === 'value-percentile'
}
