import { matchesPattern } from '../aws/pattern.ts'
import type { AccessRequest } from './access.ts'
import { type ContextFacts, judgeConditions } from './condition.ts'
import type { PolicyStatement, StatementRef } from './statement.ts'

export type Judged = {
  /** Statements that match for certain, and those that match perhaps. */
  readonly sure: readonly StatementRef[]
  readonly perhaps: readonly { readonly ref: StatementRef; readonly unsure: readonly string[] }[]
}

/** Which statements of one effect match action, resource and conditions. Principals are judged elsewhere. */
export function judgeStatements(
  statements: readonly PolicyStatement[],
  effect: 'Allow' | 'Deny',
  request: AccessRequest,
  facts: ContextFacts,
): Judged {
  const sure: StatementRef[] = []
  const perhaps: { readonly ref: StatementRef; readonly unsure: readonly string[] }[] = []
  for (const statement of statements) {
    if (statement.effect !== effect || !namesAction(statement, request.action)) continue
    if (!namesResource(statement, request.target.arn, facts)) continue
    const { truth, unsure } = judgeConditions(withVariables(statement.conditions, facts), facts, effect)
    if (truth === 'yes') sure.push(statement.ref)
    else if (truth === 'maybe') perhaps.push({ ref: statement.ref, unsure })
  }
  return { sure, perhaps }
}

export function namesAction(statement: PolicyStatement, action: string): boolean {
  const lower = action.toLowerCase()
  if (statement.notActions.length > 0) return !statement.notActions.some((one) => matchesPattern(one, lower))
  return statement.actions.some((one) => matchesPattern(one, lower))
}

/** A statement of a trust policy names no resource: it is about the role that carries it. */
function namesResource(statement: PolicyStatement, arn: string, facts: ContextFacts): boolean {
  if (statement.notResources.length > 0)
    return !statement.notResources.some((one) => matchesPattern(substituted(one, facts), arn))
  if (statement.resources.length === 0) return true
  return statement.resources.some((one) => matchesPattern(substituted(one, facts), arn))
}

function withVariables(
  conditions: PolicyStatement['conditions'],
  facts: ContextFacts,
): PolicyStatement['conditions'] {
  return conditions.map((test) => ({ ...test, values: test.values.map((one) => substituted(one, facts)) }))
}

/**
 * Policy variables (`${aws:username}`) take the value of their key; `${*}`, `${?}` and `${$}` are the characters
 * themselves. A key without a value leaves the variable as it stands, which then matches nothing.
 */
export function substituted(pattern: string, facts: ContextFacts): string {
  if (!pattern.includes('${')) return pattern
  return pattern.replace(/\$\{([^}]{1,256})\}/g, (whole, inner: string) => {
    if (inner === '$') return inner
    const [key = '', fallback] = inner.split(',').map((part) => part.trim())
    const fact = facts(key.toLowerCase())
    const known = fact.kind === 'values' ? fact.values[0] : undefined
    return known ?? fallback?.replace(/^'|'$/g, '') ?? whole
  })
}
