import type { Evaluation } from './base/evaluation.ts'
import { childrenOf, notNode, predicateNode, selectionNode } from './base/program.ts'
import { keywordSlot } from './base/rule-base.ts'
import type { MatchedField } from './match.ts'
import { holdingText } from './predicate/predicate.ts'

/** A matched value is quoted up to this many characters: records are hostile, findings are read by people. */
export const matchedValueMaxChars = 1000
/** Fields named in one match. */
export const matchedFieldsMax = 64

/** The fields of every satisfied selection that the condition asks for; a selection under `not` is never one. */
export function matchedFields(evaluation: Evaluation, root: number): readonly MatchedField[] {
  const found = new Map<string, MatchedField>()
  collect(evaluation, root, '', found)
  return [...found.values()]
}

function collect(
  evaluation: Evaluation,
  node: number,
  selection: string,
  found: Map<string, MatchedField>,
): void {
  const { code, names } = evaluation.base
  const kind = code[node]!
  if (kind === notNode || found.size >= matchedFieldsMax || !evaluation.node(node)) return
  if (kind === predicateNode) return addPredicate(evaluation, code[node + 1]!, selection, found)
  const inside = kind === selectionNode ? names[code[node + 1]!]! : selection
  for (const child of childrenOf(code, node)) collect(evaluation, child, inside, found)
}

function addPredicate(
  evaluation: Evaluation,
  id: number,
  selection: string,
  found: Map<string, MatchedField>,
): void {
  const predicate = evaluation.base.predicates[id]!
  const other = predicate.otherSlot < 0 ? undefined : evaluation.value(predicate.otherSlot)
  const value = holdingText(predicate, evaluation.value(predicate.slot), other) ?? ''
  const field = predicate.slot === keywordSlot ? 'keywords' : evaluation.base.fields[predicate.slot]!
  const key = `${selection}\0${field}\0${value}`
  if (!found.has(key)) found.set(key, { selection, field, value: value.slice(0, matchedValueMaxChars) })
}
