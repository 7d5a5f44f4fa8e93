import type { Reading } from '../model/reading-stream.ts'
import { benignShareOf } from './conformal.ts'
import type { Alarm, Circumstances } from './decide.ts'
import { probabilityAt } from './isotonic.ts'
import type { Family, JudgeBook } from './judge-book.ts'
import type { ContextFinder } from './known-context.ts'

/** What is true around an event and does not come from the model: kept in the record, given again at a replay. */
export type Surroundings = {
  readonly alarms: readonly Alarm[]
  readonly novelty?: Alarm
  readonly burst: boolean
  readonly flood: boolean
  readonly drift: boolean
  readonly visible: boolean
}

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
    probability:
      family === undefined
        ? book.unseenProbability
        : probabilityAt(family.probability ?? book.probability, score),
    benignShare: family === undefined ? 0 : benignShareOf(family.benignScores, score),
    attackUpper: family?.attackUpper ?? 1,
    ...(cluster === undefined ? {} : { distance: found.distance }),
    ...(label === undefined ? {} : { clusterLabel: label.label }),
    ...around,
  }
  return { circumstances, score, ...(cluster === undefined ? {} : { clusterId: cluster.id }) }
}
