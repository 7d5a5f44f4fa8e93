import { type ConditionNode, namesOf } from '../document/condition.ts'
import type { Branch } from './plan.ts'

/** Alternatives of one condition; beyond it the condition is refused. */
export const branchesMax = 64

/** A condition that cannot be judged; the message completes "correlation condition …". */
export class ConditionUnplannable extends Error {}

/**
 * The condition as alternatives of "all of these and none of those" (disjunctive normal form). `position` gives the
 * input behind a name. Throws ConditionUnplannable: with no rule that has to match there is no instant to judge.
 */
export function branchesOf(
  condition: ConditionNode,
  names: readonly string[],
  position: (name: string) => number,
): readonly Branch[] {
  const branches = expand(condition, true, { names, position }).filter(isPossible)
  if (branches.length === 0) throw new ConditionUnplannable('that can never hold')
  if (branches.some(({ present }) => present.length === 0))
    throw new ConditionUnplannable('that may hold when no rule has matched')
  return [...new Map(branches.map((branch) => [JSON.stringify(branch), branch])).values()]
}

type Scope = { readonly names: readonly string[]; readonly position: (name: string) => number }

/** `wanted` false: the alternatives in which the node does not hold. */
function expand(node: ConditionNode, wanted: boolean, scope: Scope): readonly Branch[] {
  switch (node.kind) {
    case 'selection':
      return [literal(scope.position(node.name), wanted)]
    case 'not':
      return expand(node.operand, !wanted, scope)
    case 'and':
    case 'or': {
      const operands = node.operands.map((operand) => expand(operand, wanted, scope))
      return (node.kind === 'and') === wanted ? allOf(operands) : anyOf(operands)
    }
    case 'of':
      return quantified(node, wanted, scope)
  }
}

function quantified(
  { atLeast, pattern }: Extract<ConditionNode, { kind: 'of' }>,
  wanted: boolean,
  { names, position }: Scope,
): readonly Branch[] {
  const meant = namesOf(pattern, names).map((name) => [literal(position(name), wanted)])
  const needed = atLeast === 'all' ? meant.length : atLeast
  if (meant.length === 0) throw new ConditionUnplannable(`where "${pattern}" names no rule`)
  // Fewer than n hold exactly when all but n - 1 do not.
  return choose(meant, wanted ? needed : meant.length - needed + 1)
}

function choose(operands: readonly (readonly Branch[])[], count: number): readonly Branch[] {
  if (count <= 0) return [{ present: [], absent: [] }]
  if (count > operands.length) return []
  const [first = [], ...rest] = operands
  return anyOf([allOf([first, choose(rest, count - 1)]), choose(rest, count)])
}

function literal(position: number, wanted: boolean): Branch {
  return wanted ? { present: [position], absent: [] } : { present: [], absent: [position] }
}

function anyOf(operands: readonly (readonly Branch[])[]): readonly Branch[] {
  return bounded(operands.flat())
}

function allOf(operands: readonly (readonly Branch[])[]): readonly Branch[] {
  return operands.reduce<readonly Branch[]>(
    (left, right) => bounded(left.flatMap((branch) => right.map((other) => both(branch, other)))),
    [{ present: [], absent: [] }],
  )
}

function both(left: Branch, right: Branch): Branch {
  return { present: union(left.present, right.present), absent: union(left.absent, right.absent) }
}

function union(left: readonly number[], right: readonly number[]): readonly number[] {
  return [...new Set([...left, ...right])].sort((a, b) => a - b)
}

function bounded(branches: readonly Branch[]): readonly Branch[] {
  if (branches.length <= branchesMax) return branches
  throw new ConditionUnplannable(`with more than ${branchesMax} alternatives`)
}

function isPossible({ present, absent }: Branch): boolean {
  return !present.some((position) => absent.includes(position))
}
