import type { ConditionNode } from '../document/condition.ts'
import { namesOf } from '../document/condition.ts'
import type { Detection, DetectionItem, SelectionNode } from '../document/detection.ts'
import type { SigmaRule } from '../document/document.ts'
import type { RuleLogSource } from '../document/log-source.ts'
import type { RuleHeader } from '../match.ts'
import { itemTest, type Placeholders } from '../predicate/item-test.ts'
import { compilePredicate, type Predicate } from '../predicate/predicate.ts'
import { compileRegex } from '../value/regex.ts'
import {
  andNode,
  atLeastNode,
  notNode,
  orNode,
  ProgramWriter,
  predicateNode,
  selectionNode,
} from './program.ts'

/** A rule in a base: where its condition begins, and what to hand to correlations. */
export type CompiledRule = {
  readonly header: RuleHeader
  readonly name: string | undefined
  readonly logSource: RuleLogSource
  readonly root: number
  /** Slots of the fields that its matches carry. */
  readonly captures: readonly number[]
}

/** Rules compiled together: distinct lines once, conditions as one program. Shared by all tenants; never changed. */
export type RuleBase = {
  readonly rules: readonly CompiledRule[]
  readonly predicates: readonly Predicate[]
  /** Field of each slot. Slot 0 is the whole record, which keywords search. */
  readonly fields: readonly string[]
  readonly code: Int32Array
  readonly names: readonly string[]
  /** Rules left out, and why. */
  readonly rejected: readonly { readonly rule: RuleHeader; readonly reason: string }[]
}

export type RuleBaseOptions = {
  /** Rule id or name -> fields whose values its matches carry, for the correlations that refer to it. */
  readonly captures?: ReadonlyMap<string, readonly string[]>
  /** Values for `%name%` in rules that use the modifier `expand`. */
  readonly placeholders?: Placeholders
}

export const keywordSlot = 0

/** @example const base = compileRuleBase(documents.filter((document) => document.kind === 'rule')) */
export function compileRuleBase(rules: readonly SigmaRule[], options: RuleBaseOptions = {}): RuleBase {
  const compiler = new BaseCompiler(options)
  for (const rule of rules) compiler.add(rule)
  return compiler.finish()
}

export class BaseCompiler {
  private readonly rules: CompiledRule[] = []
  private readonly rejected: { rule: RuleHeader; reason: string }[] = []
  private readonly predicates: Predicate[] = []
  private readonly predicateIds = new Map<string, number>()
  private readonly fields: string[] = ['']
  private readonly slots = new Map<string, number>()
  private readonly program = new ProgramWriter()
  private readonly options: RuleBaseOptions

  constructor(options: RuleBaseOptions) {
    this.options = options
  }

  add(rule: SigmaRule): void {
    const { header, name, logSource } = rule
    try {
      const captured = this.options.captures?.get(header.id) ?? this.options.captures?.get(name ?? '') ?? []
      const captures = captured.map((field) => this.slot(field))
      this.rules.push({ header, name, logSource, root: this.detection(rule.detection), captures })
    } catch (error) {
      this.rejected.push({ rule: header, reason: error instanceof Error ? error.message : String(error) })
    }
  }

  finish(): RuleBase {
    const { rules, predicates, fields, rejected } = this
    return { rules, predicates, fields, rejected, code: this.program.finish(), names: this.program.names }
  }

  /** Node of a detection. Throws when a regular expression in it cannot be compiled. */
  detection(detection: Detection): number {
    const selections = new Map(
      detection.selections.map(({ name, expression }) => [
        name,
        this.program.write(selectionNode, this.program.name(name), this.selection(expression)),
      ]),
    )
    return this.program.join(
      orNode,
      detection.conditions.map((condition) => this.condition(condition, selections)),
    )
  }

  private condition(node: ConditionNode, selections: ReadonlyMap<string, number>): number {
    if (node.kind === 'selection') return selections.get(node.name)!
    if (node.kind === 'not') return this.program.write(notNode, this.condition(node.operand, selections))
    if (node.kind === 'of') return this.quantified(node, selections)
    return this.program.join(
      node.kind === 'and' ? andNode : orNode,
      node.operands.map((operand) => this.condition(operand, selections)),
    )
  }

  /** A pattern that names nothing: `1 of` nothing is false, `all of` nothing too, as no selection speaks for it. */
  private quantified(
    node: Extract<ConditionNode, { kind: 'of' }>,
    selections: ReadonlyMap<string, number>,
  ): number {
    const nodes = namesOf(node.pattern, [...selections.keys()]).map((name) => selections.get(name)!)
    if (nodes.length === 0) return this.program.write(orNode, 0)
    if (node.atLeast === 'all') return this.program.join(andNode, nodes)
    return node.atLeast === 1
      ? this.program.join(orNode, nodes)
      : this.program.write(atLeastNode, node.atLeast, nodes.length, ...nodes)
  }

  private selection(node: SelectionNode): number {
    if (node.kind === 'item') return this.item(node.item)
    return this.program.join(
      node.kind === 'every' ? andNode : orNode,
      node.of.map((inner) => this.selection(inner)),
    )
  }

  /** A predicate compares with one other field: a list of references becomes one line each. */
  private item(item: DetectionItem): number {
    if (!item.modifiers.includes('fieldref') || item.values.length < 2)
      return this.program.write(predicateNode, this.predicate(item))
    const every = item.modifiers.includes('all') || item.modifiers.includes('neq')
    const single = item.values.map((value) => this.predicate({ ...item, values: [value] }))
    return this.program.join(
      every ? andNode : orNode,
      single.map((id) => this.program.write(predicateNode, id)),
    )
  }

  private predicate(item: DetectionItem): number {
    const key = JSON.stringify([item.field, item.modifiers, item.values])
    const known = this.predicateIds.get(key)
    if (known !== undefined) return known
    const test = itemTest(item, this.options.placeholders ?? new Map())
    for (const atom of test.groups.flat()) if (atom.kind === 'regex') compileRegex(atom.pattern, atom.flags)
    const reference = test.groups.flat().find((atom) => atom.kind === 'field')
    const otherSlot = reference === undefined ? -1 : this.slot(reference.field)
    const id = this.predicates.push(compilePredicate(test, this.slot(item.field), otherSlot)) - 1
    this.predicateIds.set(key, id)
    return id
  }

  private slot(field: string | undefined): number {
    if (field === undefined) return keywordSlot
    const known = this.slots.get(field)
    if (known !== undefined) return known
    this.slots.set(field, this.fields.length)
    return this.fields.push(field) - 1
  }
}
