import type { JsonObject } from '@countersign/ocsf/record'
import type { Evaluation } from '../base/evaluation.ts'
import { keywordSlot, type RuleBase } from '../base/rule-base.ts'
import { eachLeaf, type FieldText } from '../predicate/field-value.ts'
import type { KeyTable } from './key-table.ts'
import { type KnownConstant, knownTruth } from './known-truth.ts'
import { SlotIndex } from './slot-index.ts'
import type { Trigger } from './trigger.ts'
import { witnessOf } from './witness.ts'
import type { Fire } from './word.ts'

/** Which of a set of rules are worth evaluating on a record. */
export class CandidateIndex {
  /** Rules with no witness: evaluated on every record. */
  readonly always: readonly number[]
  /** Fields that are looked at, without keywords. */
  readonly slots: readonly number[]
  readonly ruleCount: number
  /** Roughly what the index takes in memory. */
  readonly bytes: number
  private readonly indexes: readonly SlotIndex[]
  private readonly keywords: SlotIndex | undefined

  constructor(base: RuleBase, rules: readonly number[], constant: KnownConstant) {
    const truth = knownTruth(base, constant)
    const always: number[] = []
    const bySlot = new Map<number, { trigger: Trigger; rule: number }[]>()
    for (const rule of rules) {
      const witness = witnessOf(base, base.rules[rule]!.root, truth)
      if (witness === undefined) always.push(rule)
      for (const trigger of witness?.triggers ?? []) {
        const entries = bySlot.get(trigger.slot)
        if (entries === undefined) bySlot.set(trigger.slot, [{ trigger, rule }])
        else entries.push({ trigger, rule })
      }
    }
    const indexes = [...bySlot].map(([slot, triggers]) => new SlotIndex(slot, triggers))
    this.ruleCount = rules.length
    this.always = always
    this.bytes = indexes.reduce((sum, index) => sum + index.bytes, 0)
    this.keywords = indexes.find(({ slot }) => slot === keywordSlot)
    this.indexes = indexes.filter((index) => index !== this.keywords)
    this.slots = this.indexes.map(({ slot }) => slot)
  }

  /** Calls `fire` for every rule that may match, some more than once. `table` was made for `slots`. */
  candidates(evaluation: Evaluation, fields: JsonObject, table: KeyTable | undefined, fire: Fire): void {
    for (let at = 0; at < this.always.length; at++) fire(this.always[at]!)
    if (this.keywords !== undefined) this.fireKeywords(this.keywords, fields, fire)
    if (table === undefined)
      for (let at = 0; at < this.indexes.length; at++) this.fireSlot(this.indexes[at]!, evaluation, fire)
    else table.each(fields, (at) => this.fireSlot(this.indexes[at]!, evaluation, fire))
  }

  private fireKeywords(index: SlotIndex, fields: JsonObject, fire: Fire): void {
    index.firePresent(fire)
    eachLeaf(fields, (leaf) => {
      if (typeof leaf === 'string') index.fireText(leaf, fire)
      else if (index.readsScalars) index.fireText(String(leaf), fire)
    })
  }

  private fireSlot(index: SlotIndex, evaluation: Evaluation, fire: Fire): void {
    const value = evaluation.value(index.slot)
    if (value === undefined) return
    index.firePresent(fire)
    if (value === null) return
    if (Array.isArray(value)) for (const one of value as readonly FieldText[]) index.fireValue(one, fire)
    else index.fireValue(value as FieldText, fire)
  }
}
