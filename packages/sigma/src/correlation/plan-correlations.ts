import type { SigmaCorrelationRule } from '../document/correlation-rule.ts'
import type { SigmaDocument } from '../document/document.ts'
import type { RuleHeader } from '../match.ts'
import { branchesOf, ConditionUnplannable } from './branches.ts'
import type { Comparison, CorrelationPlan, PlanInput, PlanTest, Projection } from './plan.ts'

export type PlannedCorrelation = { readonly rule: SigmaCorrelationRule; readonly plan: CorrelationPlan }

/** Of a rule only its names are needed, so whoever keeps thousands of rules may drop the rest. */
export type Plannable =
  | Exclude<SigmaDocument, { kind: 'rule' }>
  | { readonly kind: 'rule'; readonly header: RuleHeader; readonly name: string | undefined }

export type CorrelationSet = {
  readonly planned: readonly PlannedCorrelation[]
  /** Correlations that cannot run, each with its reason. */
  readonly refused: readonly { readonly rule: RuleHeader; readonly reason: string }[]
}

/** Correlations over correlations may stand this high. */
export const chainMaxDepth = 8

/**
 * Resolves every correlation among the documents against the rules among them: references by id or name, aliases,
 * chains. Nothing is thrown; what cannot be resolved is refused with its reason.
 *
 * @example planCorrelations(parseSigmaDocuments(yaml, origin)).planned
 */
export function planCorrelations(documents: readonly Plannable[]): CorrelationSet {
  const targets = targetsOf(documents)
  const planned: PlannedCorrelation[] = []
  const refused: { rule: RuleHeader; reason: string }[] = []
  for (const document of documents) {
    if (document.kind !== 'correlation') continue
    try {
      planned.push({ rule: document, plan: planOf(document, [], { targets, above: [] }) })
    } catch (error) {
      if (!(error instanceof Unplannable || error instanceof ConditionUnplannable)) throw error
      const what = error instanceof Unplannable ? '' : 'correlation condition '
      refused.push({ rule: document.header, reason: what + error.message })
    }
  }
  return { planned, refused }
}

class Unplannable extends Error {}

type Target =
  | { readonly kind: 'rule'; readonly id: string; readonly name: string | undefined }
  | SigmaCorrelationRule
type Context = { readonly targets: ReadonlyMap<string, Target>; readonly above: readonly string[] }

/** By id and by name; the first of several with one name is meant. */
function targetsOf(documents: readonly Plannable[]): ReadonlyMap<string, Target> {
  const targets = new Map<string, Target>()
  const named = documents.filter((document) => document.kind === 'rule' || document.kind === 'correlation')
  for (const document of named) {
    const { header, name } = document
    const target: Target = document.kind === 'rule' ? { kind: 'rule', id: header.id, name } : document
    if (!targets.has(header.id)) targets.set(header.id, target)
    if (name !== undefined && !targets.has(name)) targets.set(name, target)
  }
  return targets
}

function planOf(rule: SigmaCorrelationRule, extras: readonly string[], context: Context): CorrelationPlan {
  const { header, correlation } = rule
  if (context.above.includes(header.id)) throw new Unplannable('correlation that refers to itself')
  if (context.above.length >= chainMaxDepth)
    throw new Unplannable(`correlation over more than ${chainMaxDepth} levels`)
  const references = distinctReferences(rule, context)
  const inner = { ...context, above: [...context.above, header.id] }
  return {
    id: header.id,
    timespanMs: correlation.timespanSeconds * 1000,
    groupBy: correlation.groupBy,
    extras,
    inputs: references.map((reference) => inputOf(rule, extras, reference, inner)),
    test: testOf(
      rule,
      references.map(({ names }) => names),
    ),
  }
}

/** One input of a correlation, under every name that its rules and condition give it. */
type Reference = { readonly target: Target; readonly names: readonly string[] }

function distinctReferences(
  { correlation }: SigmaCorrelationRule,
  { targets }: Context,
): readonly Reference[] {
  const references = new Map<string, { target: Target; names: string[] }>()
  for (const name of correlation.rules) {
    const target = targets.get(name)
    if (target === undefined)
      throw new Unplannable(`correlation over the rule "${name}", which is not installed`)
    const known = references.get(idOf(target))
    if (known !== undefined && correlation.type === 'temporal_ordered')
      throw new Unplannable(`correlation in an order that names the rule "${name}" twice`)
    if (known === undefined) references.set(idOf(target), { target, names: [name] })
    else known.names.push(name)
  }
  return [...references.values()]
}

function idOf(target: Target): string {
  return target.kind === 'rule' ? target.id : target.header.id
}

function inputOf(
  rule: SigmaCorrelationRule,
  extras: readonly string[],
  { target, names }: Reference,
  context: Context,
): PlanInput {
  const { correlation } = rule
  const calls = new Set([...names, idOf(target), target.name ?? ''])
  const field = (name: string) => {
    const alias = correlation.aliases.find((candidate) => candidate.name === name)
    const named = Object.entries(alias?.fields ?? {}).find(([reference]) => calls.has(reference))
    return named?.[1] ?? name
  }
  const projection: Projection = {
    keys: correlation.groupBy.map(field),
    values: valueFields(rule).map(field),
    extras: extras.map(field),
  }
  if (target.kind === 'rule') return { kind: 'rule', ruleId: target.id, projection }
  const wanted = new Set([...projection.keys, ...projection.values, ...projection.extras])
  const beyond = [...wanted].filter((name) => !target.correlation.groupBy.includes(name))
  return { kind: 'correlation', plan: planOf(target, beyond, context), projection }
}

function valueFields({ correlation: { type, condition } }: SigmaCorrelationRule): readonly string[] {
  return condition.kind === 'threshold' && type.startsWith('value_') ? condition.fields : []
}

function testOf({ correlation }: SigmaCorrelationRule, names: readonly (readonly string[])[]): PlanTest {
  const { type, condition } = correlation
  const ordered = type === 'temporal_ordered'
  if (condition.kind === 'every-rule')
    return { kind: 'temporal', ordered, branches: [{ present: [...names.keys()], absent: [] }] }
  if (condition.kind === 'expression') {
    const position = (name: string) => names.findIndex((own) => own.includes(name))
    const branches = branchesOf(condition.expression, correlation.rules, position)
    return { kind: 'temporal', ordered, branches }
  }
  if (ordered) throw new Unplannable('correlation in an order with a number as its condition')
  const comparisons = condition.bounds.map(
    ({ operator, value }): Comparison => ({ op: operator, boundMicro: microOf(value) }),
  )
  return metricOf(type, comparisons, condition.percentile)
}

function metricOf(
  type: SigmaCorrelationRule['correlation']['type'],
  comparisons: readonly Comparison[],
  percentile: number | undefined,
): PlanTest {
  switch (type) {
    case 'event_count':
      return { kind: 'event-count', comparisons }
    case 'value_count':
      return { kind: 'value-count', comparisons }
    case 'value_sum':
      return { kind: 'value-sum', comparisons }
    case 'value_avg':
      return { kind: 'value-avg', comparisons }
    case 'value_median':
      return { kind: 'value-percentile', percentileCenti: 5000, comparisons }
    case 'value_percentile':
      return percentile === undefined
        ? { kind: 'value-share', comparisons }
        : { kind: 'value-percentile', percentileCenti: Math.round(percentile * 100), comparisons }
    case 'temporal':
    case 'temporal_ordered':
      return { kind: 'rule-count', comparisons }
  }
}

/** Whole and fractional part apart: a large bound times a million would not fit a double. */
function microOf(value: number): bigint {
  if (!Number.isFinite(value)) throw new Unplannable('correlation condition with a bound that is no number')
  const whole = Math.trunc(value)
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((value - whole) * 1_000_000))
}
