import type { KnownContext } from '../aws/known-context.ts'
import { matchesPattern } from '../aws/pattern.ts'
import type { PolicyCondition, PolicyStatement } from '../aws/policy-document.ts'
import { substituted } from '../aws/statement-bearing.ts'

/** `maybe`: it depends on something that no snapshot holds, such as where the call comes from. */
export type Truth = 'yes' | 'no' | 'maybe'

/**
 * What is known of a context key: its values (none: the request does not carry it), that the caller chooses it freely
 * (a tag of what it creates), or that nobody can tell.
 */
export type KeyFact =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'free' | 'unknown' }

/** Answers for a key in lower case. */
export type ContextFacts = (key: string) => KeyFact

/** The same facts as policy variables ask for them: what the caller may choose is not known either. */
export function keyLookup(facts: ContextFacts): Pick<KnownContext, 'of'> {
  return {
    of: (key) => {
      const fact = facts(key.toLowerCase())
      if (fact.kind !== 'values') return 'unknown'
      return fact.values.length === 0 ? 'absent' : fact.values
    },
  }
}

export type ConditionAnswer = { readonly truth: Truth; readonly unsure: readonly string[] }

/**
 * Judges all tests of a statement; they are joined by AND. A caller who may choose a value picks the one that serves:
 * the one an allow wants, and one that a deny does not name.
 */
export function judgeConditions(
  tests: readonly PolicyCondition[],
  facts: ContextFacts,
  effect: PolicyStatement['effect'],
): ConditionAnswer {
  const unsure: string[] = []
  for (const test of tests) {
    const truth = judgeTest(test, facts, effect)
    if (truth === 'no') return { truth: 'no', unsure: [] }
    if (truth === 'maybe') unsure.push(test.key)
  }
  return { truth: unsure.length === 0 ? 'yes' : 'maybe', unsure }
}

function judgeTest(test: PolicyCondition, facts: ContextFacts, effect: PolicyStatement['effect']): Truth {
  const fact = facts(test.key.toLowerCase())
  if (fact.kind === 'free') return effect === 'allow' ? 'yes' : 'no'
  if (fact.kind !== 'values') return 'maybe'
  const { quantifier, operator, ifExists } = operatorOf(test.operator)
  if (operator === 'null') return (fact.values.length === 0) === (test.values[0] === 'true') ? 'yes' : 'no'
  if (fact.values.length === 0) return ofAbsent(quantifier, operator, ifExists) ? 'yes' : 'no'
  const wanted = test.values.map((value) => substituted(value, keyLookup(facts)))
  if (wanted.some(({ openKeys }) => openKeys.length > 0)) return 'maybe'
  const compare = comparisons[operator.replace(/not/, '')]
  if (compare === undefined) return 'maybe'
  const negated = operator.includes('not')
  const holds = (value: string): boolean => negated !== wanted.some(({ text }) => compare(value, text))
  const all = quantifier === 'forallvalues' ? fact.values.every(holds) : fact.values.some(holds)
  return all ? 'yes' : 'no'
}

type Operator = { readonly quantifier: string; readonly operator: string; readonly ifExists: boolean }

function operatorOf(written: string): Operator {
  const [first = '', second] = written.toLowerCase().split(':')
  const name = second ?? first
  const ifExists = name.endsWith('ifexists')
  return {
    quantifier: second === undefined ? '' : first,
    operator: ifExists ? name.slice(0, -'ifexists'.length) : name,
    ifExists,
  }
}

/** A missing key: negated operators, `…IfExists` and `ForAllValues` hold; every other one does not. */
function ofAbsent(quantifier: string, operator: string, ifExists: boolean): boolean {
  if (quantifier === 'foranyvalue') return false
  return ifExists || quantifier === 'forallvalues' || operator.includes('not')
}

type Compare = (value: string, wanted: string) => boolean

const likeArn: Compare = (value, wanted) => {
  const parts = value.split(':')
  const patterns = wanted.split(':')
  // A pattern of fewer parts is no ARN: wildcards do not reach across colons here.
  if (parts.length < 6 || patterns.length < 6) return wanted === '*' || wanted === value
  const tail = (all: readonly string[]): readonly string[] => [...all.slice(0, 5), all.slice(5).join(':')]
  const values = tail(parts)
  return tail(patterns).every((pattern, index) => matchesPattern(pattern, values[index] ?? ''))
}

const ordered =
  (read: (text: string) => number, holds: (a: number, b: number) => boolean): Compare =>
  (value, wanted) =>
    holds(read(value), read(wanted))

/** Keyed by the operator without `Not`. Address ranges stay undecided: the caller's address is never in a snapshot. */
const comparisons: Readonly<Record<string, Compare>> = {
  stringequals: (value, wanted) => value === wanted,
  stringequalsignorecase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  stringlike: (value, wanted) => matchesPattern(wanted, value),
  arnequals: likeArn,
  arnlike: likeArn,
  bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  binaryequals: (value, wanted) => value === wanted,
  numericequals: ordered(Number, (a, b) => a === b),
  numericlessthan: ordered(Number, (a, b) => a < b),
  numericlessthanequals: ordered(Number, (a, b) => a <= b),
  numericgreaterthan: ordered(Number, (a, b) => a > b),
  numericgreaterthanequals: ordered(Number, (a, b) => a >= b),
  dateequals: ordered(Date.parse, (a, b) => a === b),
  datelessthan: ordered(Date.parse, (a, b) => a < b),
  datelessthanequals: ordered(Date.parse, (a, b) => a <= b),
  dategreaterthan: ordered(Date.parse, (a, b) => a > b),
  dategreaterthanequals: ordered(Date.parse, (a, b) => a >= b),
}
