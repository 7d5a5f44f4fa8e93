import type { Label } from '../sequence/intent-event.ts'

/** A context as the model looked at it: how much attention went to each earlier type. Sorted by type, sums to 1. */
export type ContextVector = { readonly types: readonly number[]; readonly weights: readonly number[] }

/** Contexts of one type that look alike: all within the radius of the exemplar, which is one of them. */
export type ContextCluster = {
  readonly id: string
  readonly exemplar: ContextVector
  benign: number
  attack: number
  /** The first events of each label in it. */
  readonly precedents: Precedent[]
}

/** A labelled event that a verdict can be compared with. */
export type Precedent = { readonly eventId: string; readonly label: Label; readonly step?: string }

export type ContextSample = {
  readonly vector: ContextVector
  readonly eventId: string
  readonly label: Label
  readonly step?: string
}

/** Contexts with fewer events than this are not a cluster: a chance is no precedent. */
export const clusterMin = 5
const precedentsMax = 3

/** Adds attention by type; weights are rounded to 1/100, so that contexts which differ by nothing that counts are one. */
export function contextVector(
  types: ArrayLike<number>,
  weights: ArrayLike<number>,
  count: number,
): ContextVector {
  const sums = new Map<number, number>()
  for (let i = 0; i < count; i += 1) {
    const type = types[i] as number
    sums.set(type, (sums.get(type) ?? 0) + (weights[i] as number))
  }
  const parts = [...sums]
    .map(([type, weight]) => [type, Math.round(weight * 100) / 100] as const)
    .filter(([, weight]) => weight > 0)
    .sort(([one], [other]) => one - other)
  return { types: parts.map(([type]) => type), weights: parts.map(([, weight]) => weight) }
}

/** The sum of absolute differences, in [0, 2]. */
export function contextDistance(one: ContextVector, other: ContextVector): number {
  let sum = 0
  let i = 0
  let j = 0
  while (i < one.types.length || j < other.types.length) {
    const left = one.types[i] ?? Infinity
    const right = other.types[j] ?? Infinity
    const a = left <= right ? (one.weights[i] as number) : 0
    const b = right <= left ? (other.weights[j] as number) : 0
    sum += Math.abs(a - b)
    if (left <= right) i += 1
    if (right <= left) j += 1
  }
  return sum
}

/** Contexts of one type, equal ones counted together. */
export type ContextTally = Map<string, ContextGroup>

type ContextGroup = {
  readonly vector: ContextVector
  benign: number
  attack: number
  readonly precedents: Precedent[]
}

export function tallyContext(tally: ContextTally, { vector, eventId, label, step }: ContextSample): void {
  const key = JSON.stringify([vector.types, vector.weights])
  const group: ContextGroup = tally.get(key) ?? { vector, benign: 0, attack: 0, precedents: [] }
  tally.set(key, group)
  group[label] += 1
  if (group.precedents.filter((one) => one.label === label).length < precedentsMax)
    group.precedents.push({ eventId, label, ...(step === undefined ? {} : { step }) })
}

/**
 * Clusters the contexts of one type. The commonest context becomes an exemplar and takes all within the radius, then the
 * commonest of the rest, and so on: unlike density clustering no chain of neighbours can join what is far apart, so that
 * an exemplar really stands for all its members.
 */
export function clusterContexts(
  type: string,
  tally: ContextTally,
  radius: number,
): readonly ContextCluster[] {
  const clusters: ContextCluster[] = []
  const commonestFirst = [...tally].sort(
    ([one, a], [other, b]) => b.benign + b.attack - a.benign - a.attack || (one < other ? -1 : 1),
  )
  for (const [, group] of commonestFirst) {
    const cluster = nearest(clusters, group.vector, radius)?.cluster ?? begin(clusters, type, group.vector)
    admit(cluster, group)
  }
  return clusters.filter(({ benign, attack }) => benign + attack >= clusterMin || attack > 0)
}

function begin(clusters: ContextCluster[], type: string, exemplar: ContextVector): ContextCluster {
  const cluster = { id: `${type} #${clusters.length + 1}`, exemplar, benign: 0, attack: 0, precedents: [] }
  clusters.push(cluster)
  return cluster
}

function admit(cluster: ContextCluster, group: ContextGroup): void {
  cluster.benign += group.benign
  cluster.attack += group.attack
  for (const label of ['benign', 'attack'] as const) {
    const room = precedentsMax - cluster.precedents.filter((one) => one.label === label).length
    cluster.precedents.push(...group.precedents.filter((one) => one.label === label).slice(0, room))
  }
}

/** The nearest cluster within a radius; the first of equals. */
export function nearest(
  clusters: readonly ContextCluster[],
  vector: ContextVector,
  radius = Infinity,
): { readonly cluster: ContextCluster; readonly distance: number } | undefined {
  let best: { cluster: ContextCluster; distance: number } | undefined
  for (const cluster of clusters) {
    const distance = contextDistance(cluster.exemplar, vector)
    if (distance <= radius && (best === undefined || distance < best.distance)) best = { cluster, distance }
  }
  return best
}
