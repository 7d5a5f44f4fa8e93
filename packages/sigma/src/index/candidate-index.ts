import type { Evaluation } from '../base/evaluation.ts'
import { keywordSlot, type RuleBase } from '../base/rule-base.ts'
import type { FieldText } from '../predicate/field-value.ts'
import { type KnownConstant, knownTruth } from './known-truth.ts'
import { type Fire, SlotIndex } from './slot-index.ts'
import type { Trigger } from './trigger.ts'
import { witnessOf } from './witness.ts'

/** Which of a set of rules are worth evaluating on a record. */
export class CandidateIndex {
  /** Rules with no witness: evaluated on every record. */
  readonly always: readonly number[]
  /** Fields that are read from every record. */
  readonly slots: readonly number[]
  readonly ruleCount: number
  private readonly indexes: readonly SlotIndex[]

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
    this.ruleCount = rules.length
    this.always = always
    this.indexes = [...bySlot].map(([slot, triggers]) => new SlotIndex(slot, triggers))
    this.slots = this.indexes.map((index) => index.slot)
  }

  /** Calls `fire` for every rule that may match, some more than once. */
  candidates(evaluation: Evaluation, fire: Fire): void {
    for (let at = 0; at < this.always.length; at++) fire(this.always[at]!)
    for (let at = 0; at < this.indexes.length; at++) {
      const index = this.indexes[at]!
      const value = evaluation.value(index.slot)
      if (value === undefined) continue
      if (index.hasPresent || index.slot === keywordSlot) index.firePresent(fire)
      if (value === null) continue
      if (Array.isArray(value)) for (const one of value as readonly FieldText[]) index.fireValue(one, fire)
      else index.fireValue(value as FieldText, fire)
    }
  }
}
