import { randomSource } from '../random.ts'
import type { Layout } from './layout.ts'

/** The first weights, from a seed. Biases and pair tables start at nothing, so that what was never seen says nothing. */
export function initialWeights(layout: Layout, seed: number): Float32Array {
  const weights = new Float32Array(layout.total)
  const random = randomSource(seed)
  const fill = (start: number, count: number, spread: number): void => {
    for (let at = start; at < start + count; at += 1) weights[at] = (random.next() * 2 - 1) * spread
  }
  const { hidden, width } = layout
  const spread = Math.sqrt(3 / hidden)
  fill(layout.embedding, width * hidden, 1)
  fill(layout.inputWeights, hidden * 3 * hidden, spread)
  fill(layout.stateWeights, hidden * 3 * hidden, spread)
  fill(layout.outputWeights, hidden * width, spread)
  fill(layout.query, width * hidden, spread)
  return weights
}
