import type { Surroundings } from '../judge/circumstances.ts'
import { decide, type Verdict } from '../judge/decide.ts'
import { type Basis, judgeAnew, type Rejudge } from './basis.ts'

/** What the verdict would have been without some events: the model really ran again, without them. */
export type Counterfactual = {
  readonly without: readonly string[]
  readonly verdict: Verdict
  readonly probability: number
  /** Whether that is another verdict. */
  readonly changes: boolean
}

/** Without each driver, without all of them, without what was escalated nearby, and without both. */
export function counterfactualsOf(
  again: Rejudge,
  basis: Basis,
  around: Surroundings,
  drivers: readonly string[],
): readonly Counterfactual[] {
  const alarms = around.alarms.map(({ eventId }) => eventId)
  const sets = [...drivers.map((id) => [id]), drivers, alarms, [...new Set([...drivers, ...alarms])]]
  const given = verdictWithout(again, basis, around, [])
  const asked = new Map(sets.filter(({ length }) => length > 0).map((set) => [JSON.stringify(set), set]))
  return [...asked.values()].map((without) => {
    const outcome = verdictWithout(again, basis, around, without)
    return { without, ...outcome, changes: outcome.verdict !== given.verdict }
  })
}

export function verdictWithout(
  again: Rejudge,
  basis: Basis,
  around: Surroundings,
  without: readonly string[],
): { readonly verdict: Verdict; readonly probability: number } {
  const { circumstances } = judgeAnew(again, basis, around, new Set(without))
  const { verdict } = decide(again.book.policy, circumstances)
  return { verdict, probability: circumstances.probability }
}
