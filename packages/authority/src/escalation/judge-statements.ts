import { exactBearing, resourceBearing, speaksOfAction, substituted } from '../aws/statement-bearing.ts'
import type { AccessRequest } from './access.ts'
import { type ContextFacts, judgeConditions, keyLookup } from './condition.ts'
import type { PlacedStatement, StatementRef } from './placed-statement.ts'

export type Judged = {
  /** Statements that match for certain, and those that match perhaps. */
  readonly sure: readonly StatementRef[]
  readonly perhaps: readonly { readonly ref: StatementRef; readonly unsure: readonly string[] }[]
}

/** Which statements of one effect match action, resource and conditions. Principals are judged elsewhere. */
export function judgeStatements(
  statements: readonly PlacedStatement[],
  effect: PlacedStatement['effect'],
  request: AccessRequest,
  facts: ContextFacts,
): Judged {
  const sure: StatementRef[] = []
  const perhaps: { readonly ref: StatementRef; readonly unsure: readonly string[] }[] = []
  for (const statement of statements) {
    if (statement.effect !== effect || !speaksOfAction(statement, request.action)) continue
    const openKeys = openOnResource(statement, request.target.arn, facts)
    if (openKeys === undefined) continue
    const { truth, unsure } = judgeConditions(statement.conditions, facts, effect)
    if (truth === 'no') continue
    if (truth === 'yes' && openKeys.length === 0) sure.push(statement.ref)
    else perhaps.push({ ref: statement.ref, unsure: [...openKeys, ...unsure] })
  }
  return { sure, perhaps }
}

/** The policy variables on which it hangs whether the statement speaks of the resource; undefined when it does not. */
function openOnResource(
  statement: PlacedStatement,
  arn: string,
  facts: ContextFacts,
): readonly string[] | undefined {
  const lookup = keyLookup(facts)
  const bearing = resourceBearing(statement, (pattern) => exactBearing(pattern, arn, lookup))
  if (bearing === 'no') return undefined
  if (bearing === 'yes') return []
  const patterns = statement.resources ?? statement.notResources ?? []
  return patterns.flatMap((pattern) => substituted(pattern, lookup).openKeys)
}
