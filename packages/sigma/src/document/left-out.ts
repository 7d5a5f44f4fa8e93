import type { ConditionNode } from './condition.ts'

/**
 * What a filter's condition leaves out. The specification's examples name it (`condition: selection`); pySigma joins the
 * condition to the rule with `and`, so its filters name what stays (`condition: not selection`). Both are meant to
 * suppress: a condition whose selections all stand under `not` is read as what stays, any other as what is left out.
 */
export function leftOut(condition: ConditionNode): ConditionNode {
  return namesWhatStays(condition, false) ? { kind: 'not', operand: condition } : condition
}

function namesWhatStays(node: ConditionNode, negated: boolean): boolean {
  if (node.kind === 'not') return namesWhatStays(node.operand, !negated)
  if (node.kind === 'selection' || node.kind === 'of') return negated
  return node.operands.every((operand) => namesWhatStays(operand, negated))
}
