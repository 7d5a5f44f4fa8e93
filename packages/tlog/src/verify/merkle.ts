import { concatBytes, sameBytes } from '../bytes.ts'
import { consistencySteps, inclusionSteps, type ProofStep } from '../merkle/proof-steps.ts'
import type { Sha256 } from './web-crypto.ts'

/** The checks of `merkle/verify-proof.ts` for runtimes whose hash is asynchronous: the same steps. */

const hashBytes = 32
const [leafPrefix, nodePrefix] = [Uint8Array.of(0), Uint8Array.of(1)]

/** RFC 6962 §2.1. */
export async function hashLeaf(entry: Uint8Array, sha256: Sha256): Promise<Uint8Array> {
  return sha256(concatBytes([leafPrefix, entry]))
}

type Inclusion = {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

export async function isIncluded(
  { index, size, leafHash, root, proof }: Inclusion,
  sha256: Sha256,
): Promise<boolean> {
  const steps = inclusionSteps(index, size)
  if (steps?.length !== proof.length || leafHash.length !== hashBytes) return false
  return sameBytes(await climb(leafHash, proof, steps, sha256), root)
}

type Consistency = {
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  readonly newSize: number
  readonly newRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}

export async function isConsistent(claim: Consistency, sha256: Sha256): Promise<boolean> {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim
  // There are no steps from the empty tree: a proof from it would say nothing.
  const plan = consistencySteps(0, oldSize, newSize)
  if (plan === undefined) return false
  const [seed, hashes] = plan.startsWith === 'old-root' ? [oldRoot, proof] : [proof[0], proof.slice(1)]
  if (seed === undefined || hashes.length !== plan.steps.length) return false
  const shared = hashes.filter((_, at) => plan.steps[at] === 'left')
  const old = await climb(
    seed,
    shared,
    shared.map(() => 'left' as const),
    sha256,
  )
  return sameBytes(old, oldRoot) && sameBytes(await climb(seed, hashes, plan.steps, sha256), newRoot)
}

async function climb(
  seed: Uint8Array,
  proof: readonly Uint8Array[],
  steps: readonly ProofStep[],
  sha256: Sha256,
): Promise<Uint8Array> {
  let node = seed
  for (const [at, hash] of proof.entries())
    node = await sha256(
      concatBytes(steps[at] === 'right' ? [nodePrefix, node, hash] : [nodePrefix, hash, node]),
    )
  return node
}
