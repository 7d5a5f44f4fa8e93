import { timeBuckets } from '../sequence/time-bucket.ts'
import type { Vocabulary } from '../sequence/vocabulary.ts'
import type { Layout } from './layout.ts'
import type { SequenceModel } from './sequence-model.ts'

/**
 * The base's weights in a larger layout. The base's types come first in the new vocabulary, so that its numbers hold;
 * what is new keeps the weights it was given.
 */
export function warmWeights(
  base: SequenceModel,
  layout: Layout,
  vocabulary: Vocabulary,
  fresh: Float32Array,
): Float32Array {
  if (base.vocabulary.types.some((type, index) => vocabulary.types[index] !== type))
    throw new RangeError('the types of the base come first in the new vocabulary, in their order')
  const weights = fresh.slice()
  const from = base.layout
  const rows = (old: number, to: number, count: number, oldWidth: number, newWidth: number): void => {
    const used = Math.min(oldWidth, newWidth)
    for (let row = 0; row < count; row += 1) {
      const start = old + row * oldWidth
      weights.set(base.weights.subarray(start, start + used), to + row * newWidth)
    }
  }
  const { hidden } = layout
  const known = from.types
  rows(from.embedding, layout.embedding, known, hidden, hidden)
  rows(from.inputWeights, layout.inputWeights, hidden, 3 * hidden, 3 * hidden)
  rows(from.timeGates, layout.timeGates, timeBuckets, 3 * hidden, 3 * hidden)
  rows(from.stateWeights, layout.stateWeights, hidden, 3 * hidden, 3 * hidden)
  rows(from.stateBias, layout.stateBias, 1, 3 * hidden, 3 * hidden)
  rows(from.query, layout.query, known, hidden, hidden)
  rows(from.age, layout.age, 1, timeBuckets, timeBuckets)
  rows(from.attackTime, layout.attackTime, known, timeBuckets, timeBuckets)
  for (const table of ['outputWeights', 'outputBias', 'fitBias', 'fit', 'attackBias', 'attack'] as const) {
    const count = table === 'outputWeights' ? hidden : table === 'fit' || table === 'attack' ? known : 1
    rows(from[table], layout[table], count, from.width, layout.width)
  }
  return weights
}
