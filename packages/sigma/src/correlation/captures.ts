import type { CorrelationPlan } from './plan.ts'
import type { PlannedCorrelation } from './plan-correlations.ts'

/**
 * Fields whose values the matches of each rule have to carry, by rule id: what `compileRuleBase` takes as `captures`,
 * and what the lake keeps in `findings.captured`. A rule that only has to match appears with no field.
 *
 * @example compileRuleBase(rules, { captures: capturesFor(planCorrelations(documents).planned) })
 */
export function capturesFor(planned: readonly PlannedCorrelation[]): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, Set<string>>()
  for (const { plan } of planned) collect(plan, fields)
  return new Map([...fields].map(([ruleId, names]) => [ruleId, [...names].sort()]))
}

function collect(plan: CorrelationPlan, fields: Map<string, Set<string>>): void {
  for (const input of plan.inputs) {
    if (input.kind === 'correlation') {
      collect(input.plan, fields)
      continue
    }
    const { keys, values, extras } = input.projection
    const known = fields.get(input.ruleId) ?? new Set()
    for (const name of [...keys, ...values, ...extras]) known.add(name)
    fields.set(input.ruleId, known)
  }
}

/**
 * Ids of rules and correlations that are parts of a correlation and no findings of their own: `generate` is false
 * wherever they are referred to. Source: Sigma 2.1 correlation rules specification, `generate`.
 */
export function unreportedParts(planned: readonly PlannedCorrelation[]): ReadonlySet<string> {
  const parts = new Set<string>()
  const reported = new Set<string>()
  for (const { rule, plan } of planned) {
    for (const input of plan.inputs)
      (rule.generate ? reported : parts).add(input.kind === 'rule' ? input.ruleId : input.plan.id)
  }
  return parts.difference(reported)
}
