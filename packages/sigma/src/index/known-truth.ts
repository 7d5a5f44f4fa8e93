import { andNode, atLeastNode, childrenOf, notNode, orNode, predicateNode } from '../base/program.ts'
import type { RuleBase } from '../base/rule-base.ts'
import { FieldText } from '../predicate/field-value.ts'
import type { Predicate } from '../predicate/predicate.ts'
import type { RecordLogSource } from '../view/record-log-source.ts'

/** Three-valued: undefined is not known before a record is read. */
export type Truth = boolean | undefined

/** A constant that no rule names exactly: all such values are one. */
export const anyOtherValue = Symbol('any other value')

export type KnownConstant =
  | { readonly slot: number; readonly value: string | typeof anyOtherValue }
  | undefined

/** The constant of a log source as this base sees it. */
export function knownConstant(
  base: RuleBase,
  source: RecordLogSource,
  named: ReadonlySet<string>,
): KnownConstant {
  if (source.constant === undefined) return undefined
  const slot = base.fields.indexOf(source.constant.field)
  if (slot < 1) return undefined
  const value = source.constant.value.toLowerCase()
  return { slot, value: named.has(`${slot}\0${value}`) ? source.constant.value : anyOtherValue }
}

/** Every exact value that rules name for each of the given fields, as `slot NUL value`. */
export function namedValues(base: RuleBase, fields: ReadonlySet<string>): ReadonlySet<string> {
  const named = new Set<string>()
  for (const { slot, test } of base.predicates) {
    if (!fields.has(base.fields[slot]!)) continue
    for (const atom of test.groups.flat())
      if (atom.kind === 'text') named.add(`${slot}\0${atom.text.toLowerCase()}`)
  }
  return named
}

/** Truth of a node for every record that has the constant. */
export function knownTruth(base: RuleBase, constant: KnownConstant): (node: number) => Truth {
  if (constant === undefined) return () => undefined
  const truth = (node: number): Truth => {
    const kind = base.code[node]!
    if (kind === predicateNode) return truthOfPredicate(base.predicates[base.code[node + 1]!]!, constant)
    const inner = childrenOf(base.code, node).map(truth)
    if (kind === notNode) return inner[0] === undefined ? undefined : !inner[0]
    if (kind === orNode)
      return inner.includes(true) ? true : inner.every((value) => value === false) ? false : undefined
    if (kind === andNode)
      return inner.includes(false) ? false : inner.every((value) => value === true) ? true : undefined
    return kind === atLeastNode ? undefined : inner[0]
  }
  return truth
}

function truthOfPredicate(predicate: Predicate, constant: NonNullable<KnownConstant>): Truth {
  if (predicate.slot !== constant.slot || predicate.otherSlot >= 0) return undefined
  if (constant.value !== anyOtherValue) return predicate.holds(new FieldText(constant.value), undefined)
  const exact = predicate.test.groups.flat().every((atom) => atom.kind === 'text' && atom.affix === 'equals')
  return exact ? predicate.test.negated : undefined
}
