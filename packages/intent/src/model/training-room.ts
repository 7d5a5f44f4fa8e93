import type { Layout } from './layout.ts'

/** Streams learned side by side. */
export const lanes = 64

/** Where the trainer keeps what it works with, in floats from the start of the heap. Weights come first, at 0. */
export type TrainingRoom = {
  readonly gradients: number
  readonly first: number
  readonly second: number
  /** Gates from the embedding, one row a type, and their gradient. */
  readonly typeGates: number
  readonly dTypeGates: number
  /** States after each event, [step][lane][hidden]: the previous chunk, then this one. */
  readonly states: number
  readonly dStates: number
  /** Of this chunk, [step][lane][3 * hidden]. */
  readonly fromInput: number
  readonly fromState: number
  readonly gates: number
  readonly dFromInput: number
  readonly dFromState: number
  /** [step][lane][width] */
  readonly logits: number
  readonly stateWeightsT: number
  readonly inputWeightsT: number
  readonly outputWeightsT: number
  readonly ones: number
  /** One row of [lane][hidden]. */
  readonly dPrevious: number
  readonly total: number
}

export function trainingRoom(layout: Layout): TrainingRoom {
  const { hidden, context, width, total: weights } = layout
  let end = weights
  const take = (floats: number): number => {
    end += floats
    return end - floats
  }
  const chunk = context * lanes
  const gateRows = chunk * 3 * hidden
  return {
    gradients: take(weights),
    first: take(weights),
    second: take(weights),
    typeGates: take(width * 3 * hidden),
    dTypeGates: take(width * 3 * hidden),
    states: take(2 * chunk * hidden),
    dStates: take(2 * chunk * hidden),
    fromInput: take(gateRows),
    fromState: take(gateRows),
    gates: take(gateRows),
    dFromInput: take(gateRows),
    dFromState: take(gateRows),
    logits: take(chunk * width),
    stateWeightsT: take(3 * hidden * hidden),
    inputWeightsT: take(3 * hidden * hidden),
    outputWeightsT: take(width * hidden),
    ones: take(Math.ceil(chunk / 8) * 8),
    dPrevious: take(lanes * hidden),
    total: end,
  }
}
