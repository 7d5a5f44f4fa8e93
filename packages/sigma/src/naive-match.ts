import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { type ConditionNode, namesOf } from './document/condition.ts'
import type { DetectionItem, SelectionNode } from './document/detection.ts'
import type { SigmaRule } from './document/document.ts'
import type { RuleHeader } from './match.ts'
import type { Atom } from './predicate/atom.ts'
import { type FieldText, type FieldValue, fieldValue, leaves } from './predicate/field-value.ts'
import { itemTest, type Placeholders } from './predicate/item-test.ts'
import { listOf } from './predicate/predicate.ts'
import { affixHolds, valueTest } from './predicate/value-test.ts'
import { conflicts, type RecordLogSource } from './view/record-log-source.ts'
import type { FieldReader, SourceView } from './view/source-view.ts'
import { viewOf } from './view/views.ts'

type Lookup = (field: string | undefined) => FieldValue

/**
 * The reference: every rule, every line, straight from the document, with no index, no memory and no routing tables.
 * The engine must give the same answers.
 */
export function naiveMatch(
  rules: readonly SigmaRule[],
  fields: JsonObject,
  format: SourceFormat,
  options: { readonly placeholders?: Placeholders; readonly routing?: 'log-source' | 'off' } = {},
): readonly RuleHeader[] {
  const view = viewOf(format)
  const source: RecordLogSource = view.classify(fields)
  const readers = readersOf(view, source)
  const lookup: Lookup = (field) =>
    field === undefined
      ? leaves(fields)
      : fieldValue(remembered(readers, field, () => view.reader(field, source))(fields))
  return rules
    .filter((rule) => options.routing === 'off' || !conflicts(rule.logSource, source))
    .filter((rule) => ruleHolds(rule, lookup, options.placeholders ?? new Map()))
    .map((rule) => rule.header)
}

const readersByView = new WeakMap<SourceView, WeakMap<RecordLogSource, Map<string, FieldReader>>>()

/** Where fields are found is worked out once: that is no part of matching. */
function readersOf(view: SourceView, source: RecordLogSource): Map<string, FieldReader> {
  const bySource = remembered(
    readersByView,
    view,
    () => new WeakMap<RecordLogSource, Map<string, FieldReader>>(),
  )
  return remembered(bySource, source, () => new Map<string, FieldReader>())
}

function ruleHolds(rule: SigmaRule, lookup: Lookup, placeholders: Placeholders): boolean {
  const { selections, conditions } = rule.detection
  const holds = (name: string): boolean => {
    const selection = selections.find((candidate) => candidate.name === name)
    return selection !== undefined && selectionHolds(selection.expression, lookup, placeholders)
  }
  const names = selections.map((selection) => selection.name)
  return conditions.some((condition) => conditionHolds(condition, names, holds))
}

function conditionHolds(
  node: ConditionNode,
  names: readonly string[],
  holds: (name: string) => boolean,
): boolean {
  if (node.kind === 'selection') return holds(node.name)
  if (node.kind === 'not') return !conditionHolds(node.operand, names, holds)
  if (node.kind === 'and') return node.operands.every((operand) => conditionHolds(operand, names, holds))
  if (node.kind === 'or') return node.operands.some((operand) => conditionHolds(operand, names, holds))
  const meant = namesOf(node.pattern, names)
  if (node.atLeast === 'all') return meant.length > 0 && meant.every(holds)
  return meant.filter(holds).length >= node.atLeast
}

function selectionHolds(node: SelectionNode, lookup: Lookup, placeholders: Placeholders): boolean {
  if (node.kind === 'item') return itemHolds(node.item, lookup, placeholders)
  if (node.kind === 'every') return node.of.every((inner) => selectionHolds(inner, lookup, placeholders))
  return node.of.some((inner) => selectionHolds(inner, lookup, placeholders))
}

const compiled = new WeakMap<DetectionItem, ReturnType<typeof itemTest>>()
const tests = new WeakMap<Atom, ReturnType<typeof valueTest>>()

function itemHolds(item: DetectionItem, lookup: Lookup, placeholders: Placeholders): boolean {
  const test =
    placeholders.size > 0
      ? itemTest(item, placeholders)
      : remembered(compiled, item, () => itemTest(item, placeholders))
  const value = lookup(item.field)
  const groupHolds = (group: readonly Atom[]): boolean => group.some((atom) => atomHolds(atom, value, lookup))
  const holds = test.quantifier === 'every' ? test.groups.every(groupHolds) : test.groups.some(groupHolds)
  return holds !== test.negated
}

function atomHolds(atom: Atom, value: FieldValue, lookup: Lookup): boolean {
  if (atom.kind === 'exists') return (value !== undefined) === atom.wanted
  if (atom.kind === 'null') return value === undefined || value === null
  const texts: readonly FieldText[] = listOf(value)
  if (atom.kind === 'field') {
    const others = listOf(lookup(atom.field))
    return texts.some((left) =>
      others.some((right) => affixHolds(atom.affix, form(left, atom.cased), form(right, atom.cased))),
    )
  }
  return texts.some(remembered(tests, atom, () => valueTest(atom)))
}

function form(value: FieldText, cased: boolean): string {
  return cased ? value.text : value.folded
}

type Known<K, V> = { readonly get: (key: K) => V | undefined; readonly set: (key: K, value: V) => unknown }

function remembered<K, V>(known: Known<K, V>, key: K, make: () => V): V {
  const kept = known.get(key)
  if (kept !== undefined) return kept
  const made = make()
  known.set(key, made)
  return made
}
