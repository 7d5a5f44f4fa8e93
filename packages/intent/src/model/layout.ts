import { timeBuckets } from '../sequence/time-bucket.ts'

/** How big a model is. `hidden` is a multiple of 8. */
export type ModelSize = {
  readonly hidden: number
  /** How many earlier events of the entity are looked back to. */
  readonly context: number
  /** Known event types, with the place of the unseen one. */
  readonly types: number
}

export const standardHidden = 128
export const standardContext = 10

/** Where each table of weights starts, in floats from the start of the weights. */
export type Layout = ModelSize & {
  /** `types` rounded up to a multiple of 8: the width of rows over types. */
  readonly width: number
  /** What a type is, as a vector. */
  readonly embedding: number
  /** From the embedding to the gates. */
  readonly inputWeights: number
  /** What the time since the entity's last event adds to the gates. */
  readonly timeGates: number
  readonly stateWeights: number
  readonly stateBias: number
  /** From the state to the next event's type. */
  readonly outputWeights: number
  readonly outputBias: number
  /** What an event of a type looks for among earlier states. */
  readonly query: number
  /** How age changes attention. */
  readonly age: number
  /** How well an earlier type explains that this one came: [this][earlier]. */
  readonly fitBias: number
  readonly fit: number
  /** How much an earlier type speaks for an attack in this one: [this][earlier]. */
  readonly attackBias: number
  readonly attackTime: number
  readonly attack: number
  /** All weights together, in floats. */
  readonly total: number
}

export function layoutOf(size: ModelSize): Layout {
  const { hidden, types } = size
  const width = Math.ceil(types / 8) * 8
  let end = 0
  const take = (floats: number): number => {
    end += floats
    return end - floats
  }
  return {
    ...size,
    width,
    embedding: take(width * hidden),
    inputWeights: take(hidden * 3 * hidden),
    timeGates: take(timeBuckets * 3 * hidden),
    stateWeights: take(hidden * 3 * hidden),
    stateBias: take(3 * hidden),
    outputWeights: take(hidden * width),
    outputBias: take(width),
    query: take(width * hidden),
    age: take(timeBuckets),
    fitBias: take(width),
    fit: take(width * width),
    attackBias: take(width),
    attackTime: take(width * timeBuckets),
    attack: take(width * width),
    total: end,
  }
}
