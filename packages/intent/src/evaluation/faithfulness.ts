import type { Surroundings } from '../judge/circumstances.ts'
import { judgeStream } from '../judge/judge-stream.ts'
import type { MakeKernel } from '../kernel/kernel.ts'
import type { Learned } from '../learn/learning.ts'
import { randomSource, shuffled } from '../random.ts'
import { type Basis, plainBasis, type Rejudge, rejudge, surroundingsOf } from '../record/basis.ts'
import { verdictWithout } from '../record/counterfactual.ts'
import type { IntentEvent } from '../sequence/intent-event.ts'

/** How often a verdict changes when events are taken out of its context and the model really runs again. */
export type Faithfulness = {
  /** Verdicts that were tried. */
  readonly tried: number
  /** Changed without the three events that the explanation names. */
  readonly drivers: number
  /** Changed without three of its evidence taken at random: the mean over several draws. */
  readonly random: number
}

export type FaithfulnessOptions = {
  readonly seed: number
  /** Every so many verdicts of a closing and of an escalation are tried; all abstentions and groups are. */
  readonly every: number
}

const deleted = 3
const draws = 5

/** Deletion against a control: the same number of events, chosen without looking at the explanation. */
export function faithfulnessOf(
  learned: Learned,
  events: readonly IntentEvent[],
  options: FaithfulnessOptions,
  makeKernel: MakeKernel,
): Faithfulness {
  const again = rejudge(learned, makeKernel)
  const stream = judgeStream(learned.model, learned.book, makeKernel)
  const random = randomSource(options.seed)
  const sums = { tried: 0, drivers: 0, random: 0 }
  for (const [index, event] of events.entries()) {
    const { judged } = stream.judge(event)
    const often = judged.decision.verdict === 'abstain' || judged.decision.verdict === 'group'
    const carried = stream.basisOf(event.entity)
    if (carried === undefined || (!often && index % options.every !== 0)) continue
    const basis = plainBasis(carried)
    const around = surroundingsOf(judged.circumstances)
    const context = evidenceOf(basis, around, learned.model.layout.context)
    if (context.length <= deleted) continue
    const changes = (without: readonly string[]): number =>
      changed(again, basis, around, without, judged.decision.verdict)
    sums.tried += 1
    sums.drivers += changes(judged.drivers.map(({ eventId }) => eventId))
    for (let draw = 0; draw < draws; draw += 1)
      sums.random += changes(shuffled(context, random).slice(0, deleted)) / draws
  }
  return sums
}

/** Everything of the entity that the verdict had before it: what was looked back to, and open alarms. */
function evidenceOf({ events }: Basis, { alarms }: Surroundings, context: number): readonly string[] {
  const looked = events.slice(0, -1).slice(-context)
  return [...new Set([...looked.map(({ id }) => id), ...alarms.map(({ eventId }) => eventId)])]
}

function changed(
  again: Rejudge,
  basis: Basis,
  around: Surroundings,
  without: readonly string[],
  verdict: string,
): number {
  return verdictWithout(again, basis, around, without).verdict === verdict ? 0 : 1
}
