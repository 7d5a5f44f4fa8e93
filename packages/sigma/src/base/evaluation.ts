import type { JsonObject } from '@countersign/ocsf/record'
import { type FieldValue, fieldValue, leaves, pathOfLeaf } from '../predicate/field-value.ts'
import type { FieldReader } from '../view/source-view.ts'
import { compileNode, type NodeCode } from './generated-code.ts'
import { andNode, atLeastNode, notNode, predicateNode, selectionNode } from './program.ts'
import { keywordSlot, type RuleBase } from './rule-base.ts'

/** Conditions evaluated this often are turned into generated code. */
const generateAfterRuns = 50

/**
 * The evaluation of one base on one record at a time. Values and predicates are worked out when first asked for and
 * kept for the rest of the record; a stamp per entry tells which record it belongs to, so nothing is cleared between.
 */
export class Evaluation {
  readonly base: RuleBase
  private stamp = 0
  private fields: JsonObject = {}
  private readers: readonly (FieldReader | undefined)[] = []
  private makeReader: (slot: number) => FieldReader = () => () => undefined
  private readonly slotStamps: Uint32Array
  private readonly slotValues: FieldValue[]
  private readonly predicateStamps: Uint32Array
  private readonly predicateValues: Uint8Array
  private readonly runs = new Map<number, number>()
  private readonly generated = new Map<number, NodeCode>()

  constructor(base: RuleBase) {
    this.base = base
    this.slotStamps = new Uint32Array(base.fields.length)
    this.slotValues = new Array<FieldValue>(base.fields.length).fill(undefined)
    this.predicateStamps = new Uint32Array(base.predicates.length)
    this.predicateValues = new Uint8Array(base.predicates.length)
  }

  /** Turns to a record. `readers` are shared by all records of a route; missing ones are made on demand. */
  begin(
    fields: JsonObject,
    readers: readonly (FieldReader | undefined)[],
    makeReader: (slot: number) => FieldReader,
  ): void {
    if (++this.stamp > 0xffff_fff0) this.restart()
    this.fields = fields
    this.readers = readers
    this.makeReader = makeReader
  }

  private restart(): void {
    this.stamp = 1
    this.slotStamps.fill(0)
    this.predicateStamps.fill(0)
  }

  /** Where in the record a value stands that a keyword was found in. */
  placeOf(text: string): string | undefined {
    return pathOfLeaf(this.fields, text)
  }

  value(slot: number): FieldValue {
    if (this.slotStamps[slot] === this.stamp) return this.slotValues[slot]
    this.slotStamps[slot] = this.stamp
    const value = slot === keywordSlot ? leaves(this.fields) : this.read(slot)
    this.slotValues[slot] = value
    return value
  }

  private read(slot: number): FieldValue {
    const reader = this.readers[slot] ?? this.makeReader(slot)
    return fieldValue(reader(this.fields))
  }

  readonly predicate = (id: number): boolean => {
    if (this.predicateStamps[id] === this.stamp) return this.predicateValues[id] === 1
    const predicate = this.base.predicates[id]!
    const other = predicate.otherSlot < 0 ? undefined : this.value(predicate.otherSlot)
    const holds = predicate.holds(this.value(predicate.slot), other)
    this.predicateStamps[id] = this.stamp
    this.predicateValues[id] = holds ? 1 : 0
    return holds
  }

  /** Whether the condition that begins at a node holds. */
  condition(node: number): boolean {
    const generated = this.generated.get(node)
    if (generated !== undefined) return generated(this.predicate)
    const runs = (this.runs.get(node) ?? 0) + 1
    this.runs.set(node, runs)
    if (runs === generateAfterRuns) this.generate(node)
    return this.node(node)
  }

  private generate(node: number): void {
    const code = compileNode(this.base.code, node)
    if (code !== undefined) this.generated.set(node, code)
  }

  /** The interpreter: always available, and what generated code is checked against. */
  node(node: number): boolean {
    const { code } = this.base
    const kind = code[node]!
    if (kind === predicateNode) return this.predicate(code[node + 1]!)
    if (kind === notNode) return !this.node(code[node + 1]!)
    if (kind === selectionNode) return this.node(code[node + 2]!)
    if (kind === atLeastNode) return this.atLeast(node)
    const every = kind === andNode
    const end = node + 2 + code[node + 1]!
    for (let at = node + 2; at < end; at++) if (this.node(code[at]!) !== every) return !every
    return every
  }

  private atLeast(node: number): boolean {
    const { code } = this.base
    let left = code[node + 1]!
    const end = node + 3 + code[node + 2]!
    for (let at = node + 3; at < end && left > 0; at++) if (this.node(code[at]!)) left--
    return left === 0
  }
}
