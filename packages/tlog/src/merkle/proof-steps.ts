/**
 * What a verifier does with each hash of a proof. It depends on sizes and indexes only, never on hashes; so it is worked
 * out once here, and the hashing itself may be synchronous (Node) or not (a browser).
 *
 * - `left`: the proof's hash stands left of what was computed so far, in both trees
 * - `left-new`: the same, in the newer tree only
 * - `right`: it stands right, in the newer tree only
 */
export type ProofStep = 'left' | 'left-new' | 'right'

export type ConsistencySteps = {
  /** With which hash both computations begin: the older tree's root, or the first of the proof. */
  readonly startsWith: 'old-root' | 'first-of-proof'
  readonly steps: readonly ProofStep[]
}

/** RFC 9162 §2.1.3.2; undefined when no entry `index` exists in a tree of `size`. */
export function inclusionSteps(index: number, size: number): readonly ProofStep[] | undefined {
  if (!isSize(index) || !isSize(size) || index >= size) return undefined
  const steps: ProofStep[] = []
  let node = index
  let last = size - 1
  while (last > 0) {
    if (isOdd(node) || node === last) {
      steps.push('left')
      while (!isOdd(node)) [node, last] = [half(node), half(last)]
    } else steps.push('right')
    node = half(node)
    last = half(last)
  }
  return steps
}

/**
 * How a subtree over [start, end) is shown to be part of a tree of `size`: draft-ietf-plants-merkle-tree-certs §4.4.3.
 * With `start` 0 it is the consistency proof of RFC 9162 §2.1.4.2. Undefined when there is no such proof.
 */
export function consistencySteps(start: number, end: number, size: number): ConsistencySteps | undefined {
  if (!isSubtree(start, end) || !isSize(size) || end > size) return undefined
  let [first, node, last] = [start, end - 1, size - 1]
  const shift = () => {
    ;[first, node, last] = [half(first), half(node), half(last)]
  }
  const isRightmost = node === last
  while (first !== node && (isRightmost || isOdd(node))) shift()
  const startsWith = first === node ? 'old-root' : 'first-of-proof'
  const steps: ProofStep[] = []
  while (last > 0) {
    if (isOdd(node) || node === last) {
      steps.push(first < node ? 'left' : 'left-new')
      while (!isOdd(node)) shift()
    } else steps.push('right')
    shift()
  }
  return { startsWith, steps }
}

/** Whether [start, end) is a subtree that some tree has: `start` is a multiple of the next power of two of its size. */
export function isSubtree(start: number, end: number): boolean {
  if (!isSize(start) || !isSize(end) || start >= end) return false
  let power = 1
  while (power < end - start) power *= 2
  return start % power === 0
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function isOdd(value: number): boolean {
  return value % 2 === 1
}

function half(value: number): number {
  return Math.floor(value / 2)
}
