import { sameBytes } from '../bytes.ts'
import { consistencySteps, inclusionSteps, type ProofStep } from './proof-steps.ts'
import { emptyRoot, hashBytes, nodeHash } from './tree-hash.ts'

export type InclusionClaim = {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

export type ConsistencyClaim = {
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  readonly newSize: number
  readonly newRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}

export type SubtreeClaim = {
  readonly start: number
  readonly end: number
  readonly subtreeRoot: Uint8Array
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** RFC 9162 §2.1.3.2. Hashes that are not 32 bytes, and indexes beyond 2^53 - 1, are refused. */
export function verifyInclusion({ index, size, leafHash, root, proof }: InclusionClaim): boolean {
  if (![leafHash, root, ...proof].every(isHash)) return false
  const steps = inclusionSteps(index, size)
  if (steps === undefined || steps.length !== proof.length) return false
  return sameBytes(climb(leafHash, proof, steps), root)
}

/** RFC 9162 §2.1.4.2. A proof from the empty tree is refused: it would say nothing. */
export function verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }: ConsistencyClaim): boolean {
  if (oldSize === 0) return false
  return verifySubtree({ start: 0, end: oldSize, subtreeRoot: oldRoot, size: newSize, root: newRoot, proof })
}

/**
 * Whether the entries [start, end) with `subtreeRoot` are part of the tree: draft-ietf-plants-merkle-tree-certs §4.4.3.
 * The empty subtree is part of every tree, and its proof is empty.
 */
export function verifySubtree({ start, end, subtreeRoot, size, root, proof }: SubtreeClaim): boolean {
  if (![subtreeRoot, root, ...proof].every(isHash)) return false
  if (start === end) return end <= size && proof.length === 0 && sameBytes(subtreeRoot, emptyRoot)
  const plan = consistencySteps(start, end, size)
  if (plan === undefined) return false
  const [seed, hashes] = plan.startsWith === 'old-root' ? [subtreeRoot, proof] : [proof[0], proof.slice(1)]
  if (seed === undefined || hashes.length !== plan.steps.length) return false
  const old = climb(
    seed,
    hashes.filter((_, at) => plan.steps[at] === 'left'),
    plan.steps.filter((step) => step === 'left'),
  )
  return sameBytes(old, subtreeRoot) && sameBytes(climb(seed, hashes, plan.steps), root)
}

function climb(seed: Uint8Array, proof: readonly Uint8Array[], steps: readonly ProofStep[]): Uint8Array {
  return proof.reduce(
    (node, hash, at) => (steps[at] === 'right' ? nodeHash(node, hash) : nodeHash(hash, node)),
    seed,
  )
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === hashBytes
}
