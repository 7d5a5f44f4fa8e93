import { regexObjection } from '../value/regex-syntax.ts'
import type { ConditionNode } from './condition.ts'
import { parseCondition } from './condition-parser.ts'
import {
  type Detection,
  type DetectionItem,
  type Selection,
  type SelectionNode,
  type SigmaModifier,
  type SigmaValue,
  sigmaModifiers,
} from './detection.ts'
import { isMap, optionalText, UnsupportedConstruct, type YamlMap } from './rule-error.ts'

const knownModifiers: ReadonlySet<string> = new Set(sigmaModifiers)
/** Keys of a detection (or filter) map that are no selections. */
const notSelections: ReadonlySet<string> = new Set(['condition', 'timeframe'])

/** Reads `detection:` (or the same part of `filter:`, whose other keys are in `alsoNot`). Throws UnsupportedConstruct. */
export function readDetection(map: YamlMap, alsoNot: readonly string[] = []): Detection {
  const selections: Selection[] = []
  for (const [name, value] of Object.entries(map)) {
    if (notSelections.has(name) || alsoNot.includes(name)) continue
    selections.push({ name, expression: readSelection(value, name) })
  }
  if (selections.length === 0) throw new UnsupportedConstruct('detection without a selection')
  return { selections, conditions: readConditions(map.condition, selections) }
}

function readConditions(value: unknown, selections: readonly Selection[]): readonly ConditionNode[] {
  const texts = Array.isArray(value) ? value : [value]
  const names = selections.map((selection) => selection.name)
  if (value === undefined || texts.length === 0)
    throw new UnsupportedConstruct('detection without a condition')
  return texts.map((text) => {
    if (typeof text !== 'string') throw new UnsupportedConstruct('condition that is not text')
    const reading = parseCondition(text, names)
    if (reading.kind === 'unsupported') throw new UnsupportedConstruct(reading.reason)
    return reading.condition
  })
}

function readSelection(value: unknown, name: string): SelectionNode {
  if (isMap(value)) return readMap(value, name)
  if (!Array.isArray(value)) return keywords([scalar(value, name)])
  if (value.length === 0) throw new UnsupportedConstruct(`selection "${name}" is empty`)
  const words = value.filter((entry) => !isMap(entry) && !Array.isArray(entry))
  const nodes: SelectionNode[] = value.filter(isMap).map((entry) => readMap(entry, name))
  if (words.length + nodes.length < value.length)
    throw new UnsupportedConstruct(`selection "${name}" nests lists`)
  if (words.length > 0) nodes.push(keywords(words.map((word) => scalar(word, name))))
  return nodes.length === 1 ? nodes[0]! : { kind: 'any', of: nodes }
}

function keywords(values: readonly SigmaValue[]): SelectionNode {
  return { kind: 'item', item: { field: undefined, modifiers: [], values } }
}

function readMap(map: YamlMap, name: string): SelectionNode {
  const items = Object.entries(map).map(
    ([key, value]): SelectionNode => ({ kind: 'item', item: readItem(key, value, name) }),
  )
  if (items.length === 0) throw new UnsupportedConstruct(`selection "${name}" is empty`)
  return items.length === 1 ? items[0]! : { kind: 'every', of: items }
}

function readItem(key: string, value: unknown, name: string): DetectionItem {
  const [field, ...written] = key.split('|')
  const modifiers = written.map((modifier) => {
    const word = modifier.trim()
    if (!knownModifiers.has(word)) throw new UnsupportedConstruct(`modifier "${word}" in selection "${name}"`)
    return word as SigmaModifier
  })
  const values = (Array.isArray(value) ? value : [value]).map((entry) => scalar(entry, name))
  const item: DetectionItem = { field: field === '' ? undefined : field, modifiers, values }
  refuseNonsense(item, name)
  return item
}

function refuseNonsense(item: DetectionItem, name: string): void {
  const objection = objectionTo(item)
  if (objection !== undefined) throw new UnsupportedConstruct(`${objection} in selection "${name}"`)
}

function objectionTo({ field, modifiers, values }: DetectionItem): string | undefined {
  const has = (modifier: SigmaModifier): boolean => modifiers.includes(modifier)
  if (values.length === 0 && field === undefined) return 'keywords without a value'
  if (field === undefined && (has('exists') || has('fieldref') || has('cidr')))
    return `modifier "${modifiers.join('|')}" without a field`
  if (has('exists') && values.some((value) => typeof value !== 'boolean'))
    return 'modifier "exists" with a value other than true or false'
  if (has('base64') && has('base64offset')) return 'modifiers "base64" and "base64offset" together'
  if (!has('re'))
    return has('i') || has('ignorecase') || has('m') || has('multiline') || has('s') || has('dotall')
      ? 'regular expression flag without "re"'
      : undefined
  for (const value of values) {
    const objection = regexObjection(String(value))
    if (objection !== undefined) return `regular expression with ${objection}`
  }
  return undefined
}

function scalar(value: unknown, name: string): SigmaValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : (optionalText(value) ?? null)
  if (typeof value === 'bigint') return String(value)
  throw new UnsupportedConstruct(`selection "${name}" has a value that is a list or a map`)
}
