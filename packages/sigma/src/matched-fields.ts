import type { Evaluation } from './base/evaluation.ts'
import { andNode, firstChild, lastChild, notNode, predicateNode, selectionNode } from './base/program.ts'
import { keywordSlot } from './base/rule-base.ts'
import type { MatchedField } from './match.ts'
import { holdingText } from './predicate/predicate.ts'

/** A matched value is quoted up to this many characters: records are hostile, findings are read by people. */
export const matchedValueMaxChars = 1000
/** Fields named in one match. */
export const matchedFieldsMax = 64

/**
 * Why a condition that holds does: the fields of every satisfied selection it asks for. A rule that only excludes
 * (`not known_extension`) is explained by what those fields held instead, each named once, under the first selection
 * that excludes by it.
 */
export function matchedFields(evaluation: Evaluation, root: number): readonly MatchedField[] {
  const found: MatchedField[] = []
  collect(evaluation, root, '', found)
  if (found.length === 0) collectExcluded(evaluation, root, '', found)
  return found
}

/** `node` holds. Of `or`, each branch that does. */
function collect(evaluation: Evaluation, node: number, selection: string, found: MatchedField[]): void {
  const { code, names } = evaluation.base
  const kind = code[node]!
  if (kind === notNode || found.length >= matchedFieldsMax) return
  if (kind === predicateNode) {
    addPredicate(evaluation, code[node + 1]!, selection, found)
    return
  }
  const inside = kind === selectionNode ? names[code[node + 1]!]! : selection
  const end = lastChild(code, node)
  for (let at = firstChild(code, node); at <= end; at++) {
    const child = code[at]!
    if (kind === andNode || evaluation.node(child)) collect(evaluation, child, inside, found)
  }
}

/** The fields below `not` that the record has. */
function collectExcluded(
  evaluation: Evaluation,
  node: number,
  selection: string,
  found: MatchedField[],
): void {
  const { code, names, predicates } = evaluation.base
  const kind = code[node]!
  if (found.length >= matchedFieldsMax) return
  if (kind === predicateNode) {
    const { slot } = predicates[code[node + 1]!]!
    const value = evaluation.value(slot)
    if (slot !== keywordSlot && value !== undefined && value !== null && !isNamed(found, evaluation, slot))
      addPredicate(evaluation, code[node + 1]!, selection, found)
    return
  }
  const inside = kind === selectionNode ? `not ${names[code[node + 1]!]}` : selection
  const end = lastChild(code, node)
  for (let at = firstChild(code, node); at <= end; at++) collectExcluded(evaluation, code[at]!, inside, found)
}

function isNamed(found: readonly MatchedField[], evaluation: Evaluation, slot: number): boolean {
  const name = evaluation.base.fields[slot]
  for (const { field } of found) if (field === name) return true
  return false
}

function addPredicate(evaluation: Evaluation, id: number, selection: string, found: MatchedField[]): void {
  const predicate = evaluation.base.predicates[id]!
  const other = predicate.otherSlot < 0 ? undefined : evaluation.value(predicate.otherSlot)
  const text = holdingText(predicate, evaluation.value(predicate.slot), other) ?? ''
  const value = text.length > matchedValueMaxChars ? text.slice(0, matchedValueMaxChars) : text
  const field =
    predicate.slot === keywordSlot
      ? (evaluation.placeOf(text) ?? 'keywords')
      : evaluation.base.fields[predicate.slot]!
  for (const known of found)
    if (known.value === value && known.field === field && known.selection === selection) return
  found.push({ selection, field, value })
}
