import type { Reading, ReadingStream } from '../model/reading-stream.ts'
import { benignShareOf } from './conformal.ts'
import type { Alarm, Circumstances } from './decide.ts'
import { probabilityAt } from './isotonic.ts'
import type { Family, JudgeBook } from './judge-book.ts'
import type { ContextFinder } from './known-context.ts'

/** What is true around an event and does not come from the model: kept in the record, given again at a replay. */
export type Surroundings = {
  readonly alarms: readonly Alarm[]
  readonly burst: boolean
  readonly flood: boolean
  readonly drift: boolean
  readonly visible: boolean
}

/** An event that was looked back to: how much attention it got, and how far the score would move without it. */
export type Driver = { readonly place: number; readonly weight: number; readonly pull: number }

export type Assessed = {
  readonly circumstances: Circumstances
  readonly clusterId?: string
  /** The model's logit that the event belongs to an attack. */
  readonly score: number
}

/** Puts the model's reading and the book's knowledge of the family together. */
export function assess(
  book: JudgeBook,
  family: Family | undefined,
  finder: ContextFinder,
  reading: Reading,
  around: Surroundings,
): Assessed {
  const { attack: score, contextTypes, weights, count } = reading
  const found = finder.find(family?.clusters ?? [], contextTypes, weights, count)
  const cluster = family?.clusters[found.index]
  const label = cluster === undefined ? undefined : book.labels[cluster.id]
  const circumstances: Circumstances = {
    known: family !== undefined && reading.type !== 0,
    probability: probabilityAt(family?.probability ?? book.probability, score),
    benignShare: family === undefined ? 0 : benignShareOf(family.benignScores, score),
    attackUpper: family?.attackUpper ?? 1,
    ...(cluster === undefined ? {} : { distance: found.distance }),
    ...(label === undefined ? {} : { clusterLabel: label.label }),
    ...around,
  }
  return { circumstances, score, ...(cluster === undefined ? {} : { clusterId: cluster.id }) }
}

const driversMax = 3

/**
 * The earlier events that the score hangs on most. Without event i the attention on the others grows in proportion, so
 * the score moves by weight * (its worth - the mean worth) / (1 - weight). `towards` is 1 for what raises the score.
 */
export function driversOf(stream: ReadingStream, reading: Reading, towards: 1 | -1): readonly Driver[] {
  const { type, count, contextTypes, weights } = reading
  let mean = 0
  for (let i = 0; i < count; i += 1)
    mean += (weights[i] as number) * stream.pairAttack(type, contextTypes[i] as number)
  const best: Driver[] = []
  for (let place = 0; place < count; place += 1) {
    const weight = weights[place] as number
    const worth = stream.pairAttack(type, contextTypes[place] as number) - mean
    const pull = (weight * worth) / Math.max(1 - weight, 1e-3)
    insert(best, { place, weight, pull }, towards)
  }
  return best
}

/** Keeps the strongest few, strongest first; equals by weight, then the later event. */
function insert(best: Driver[], driver: Driver, towards: 1 | -1): void {
  let at = best.length
  while (at > 0 && isStronger(driver, best[at - 1] as Driver, towards)) at -= 1
  if (at >= driversMax) return
  best.splice(at, 0, driver)
  if (best.length > driversMax) best.pop()
}

function isStronger(one: Driver, other: Driver, towards: 1 | -1): boolean {
  const apart = (one.pull - other.pull) * towards
  if (apart !== 0) return apart > 0
  return one.weight >= other.weight
}
