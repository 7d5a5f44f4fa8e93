import type { Reading, ReadingStream } from '../model/reading-stream.ts'
import type { IntentEvent } from '../sequence/intent-event.ts'
import type { Circumstances, Decision } from './decide.ts'

/** An earlier event of the entity that a verdict hangs on. */
export type Driver = {
  readonly eventId: string
  /** `context`: the model attended to it. `alarm`: it was escalated, and its incident is open. */
  readonly kind: 'context' | 'alarm'
  /** Share of the model's attention, in [0, 1]. */
  readonly weight: number
  /** How far the attack logit would fall (above 0) or rise (below 0) without it. */
  readonly pull: number
}

const driversMax = 3

/**
 * The few events that a verdict hangs on most, strongest first. What is grouped hangs on the alarms; everything else on
 * what was looked back to, in the direction that holds the verdict where it is. `looked`: the events of the reading.
 */
export function driversOf(
  stream: ReadingStream,
  reading: Reading,
  looked: readonly IntentEvent[],
  decision: Decision,
  { alarms }: Circumstances,
): readonly Driver[] {
  const fromContext = strongest(stream, reading, holdsUp(decision) ? 1 : -1)
  const named: Driver[] = []
  if (decision.verdict === 'group') {
    for (const { eventId } of alarms.slice(0, driversMax))
      named.push({ eventId, kind: 'alarm', weight: 0, pull: 0 })
  }
  for (const { place, weight, pull } of fromContext) {
    const eventId = (looked[place] as IntentEvent).id
    if (named.length < driversMax && named.every((driver) => driver.eventId !== eventId))
      named.push({ eventId, kind: 'context', weight, pull })
  }
  return named
}

/**
 * Whether the verdict hangs on what raises the score. A closing would not survive a higher score; neither would an
 * abstention whose reason lies elsewhere, since all that the context can still do is to make it an escalation.
 */
function holdsUp(decision: Decision): boolean {
  if (decision.verdict === 'close') return false
  if (decision.verdict !== 'abstain') return true
  const { reason } = decision
  return reason === 'low-confidence' || reason === 'far-from-any-cluster' || reason === 'attack-nearby'
}

type Strong = { readonly place: number; readonly weight: number; readonly pull: number }

/**
 * Without event i the attention on the others grows in proportion, so the score moves by
 * weight * (its worth - the mean worth) / (1 - weight).
 */
function strongest(stream: ReadingStream, reading: Reading, towards: 1 | -1): readonly Strong[] {
  const { type, count, contextTypes, weights } = reading
  let mean = 0
  for (let i = 0; i < count; i += 1)
    mean += (weights[i] as number) * stream.pairAttack(type, contextTypes[i] as number)
  const best: Strong[] = []
  for (let place = 0; place < count; place += 1) {
    const weight = weights[place] as number
    const worth = stream.pairAttack(type, contextTypes[place] as number) - mean
    const pull = (weight * worth) / Math.max(1 - weight, 1e-3)
    insert(best, place, weight, pull, towards)
  }
  return best
}

/** Keeps the strongest few, strongest first; equals by weight, then the later event. */
function insert(best: Strong[], place: number, weight: number, pull: number, towards: 1 | -1): void {
  let at = best.length
  while (at > 0 && isStronger(weight, pull, best[at - 1] as Strong, towards)) at -= 1
  if (at >= driversMax) return
  best.splice(at, 0, { place, weight, pull })
  if (best.length > driversMax) best.pop()
}

function isStronger(weight: number, pull: number, other: Strong, towards: 1 | -1): boolean {
  const apart = (pull - other.pull) * towards
  if (apart !== 0) return apart > 0
  return weight >= other.weight
}
