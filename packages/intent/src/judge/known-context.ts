import type { ContextCluster } from './context-clusters.ts'

/** Finds the nearest cluster of a context quickly: attention is spread over a row of all types, once an event. */
export type ContextFinder = {
  /** Index of the nearest cluster of the family, and how far it is; -1 and 2 where there is none. */
  find: (
    clusters: readonly ContextCluster[],
    types: ArrayLike<number>,
    weights: ArrayLike<number>,
    count: number,
  ) => { readonly index: number; readonly distance: number }
}

export function contextFinder(types: number): ContextFinder {
  const row = new Float64Array(types)
  return {
    find: (clusters, contextTypes, weights, count) => {
      if (clusters.length === 0) return { index: -1, distance: 2 }
      let sum = 0
      for (let i = 0; i < count; i += 1) {
        row[contextTypes[i] as number] = (row[contextTypes[i] as number] as number) + (weights[i] as number)
        sum += weights[i] as number
      }
      let index = -1
      let distance = Infinity
      for (let at = 0; at < clusters.length; at += 1) {
        const far = distanceTo(clusters[at] as ContextCluster, row, sum)
        if (far >= distance) continue
        distance = far
        index = at
      }
      for (let i = 0; i < count; i += 1) row[contextTypes[i] as number] = 0
      return { index, distance }
    },
  }
}

/** The sum of absolute differences: what the exemplar names one by one, and all attention beyond it at once. */
function distanceTo({ exemplar }: ContextCluster, row: Float64Array, sum: number): number {
  let far = 0
  let shared = 0
  for (let i = 0; i < exemplar.types.length; i += 1) {
    const weight = row[exemplar.types[i] as number] ?? 0
    far += Math.abs((exemplar.weights[i] as number) - weight)
    shared += weight
  }
  return far + (sum - shared)
}
