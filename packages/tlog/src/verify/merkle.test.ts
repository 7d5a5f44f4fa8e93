import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '../bytes.ts'
import { MemoryTree } from '../merkle/memory-tree.ts'
import { emptyRoot, leafHash, sha256 } from '../merkle/tree-hash.ts'
import { verifyConsistency, verifyInclusion } from '../merkle/verify-proof.ts'
import { hashLeaf, isConsistent, isIncluded } from './merkle.ts'
import { webSha256 } from './web-crypto.ts'

const sizeMax = 70
const leaves = Array.from({ length: sizeMax }, (_, at) => leafHash(utf8(`entry ${at}`)))
const tree = new MemoryTree()
for (const leaf of leaves) tree.append(leaf)

/** Mostly right; sometimes with a hash too many, too few, or another. */
const damage = fc.oneof(
  { weight: 2, arbitrary: fc.constant((proof: readonly Uint8Array[]) => proof) },
  fc.nat().map((at) => (proof: readonly Uint8Array[]) => proof.toSpliced(at % (proof.length + 1), 1)),
  fc
    .nat()
    .map((at) => (proof: readonly Uint8Array[]) => proof.toSpliced(at % (proof.length + 1), 0, emptyRoot)),
  fc
    .nat()
    .map(
      (at) => (proof: readonly Uint8Array[]) =>
        proof.map((hash, place) => (place === at % proof.length ? emptyRoot : hash)),
    ),
)
const sizes = fc.nat(sizeMax)
/** The right root of a size, or now and then one of another. */
const rootOf = (size: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(tree.root(size)) },
    sizes.map((other) => tree.root(other)),
  )

test('the runtime’s hash gives the hashes of RFC 6962', async () => {
  assert.deepEqual(await hashLeaf(utf8('entry 3'), webSha256), leaves[3])
})

test('the verifier for browsers and the one for Node agree on every inclusion proof, right or wrong', async () => {
  const claim = fc.tuple(sizes, sizes, damage).chain(([index, size, spoil]) =>
    rootOf(size).map((root) => {
      const proof = index < size ? spoil(tree.inclusionProof(index, size)) : [emptyRoot]
      return { index, size, leafHash: leaves[index % sizeMax] as Uint8Array, root, proof }
    }),
  )
  await fc.assert(
    fc.asyncProperty(claim, async (one) => assert.equal(await isIncluded(one, sha256), verifyInclusion(one))),
    { numRuns: 600 },
  )
})

test('they agree on every consistency proof, right or wrong', async () => {
  const claim = fc.tuple(sizes, sizes, damage).chain(([oldSize, newSize, spoil]) =>
    fc.tuple(rootOf(oldSize), rootOf(newSize)).map(([oldRoot, newRoot]) => {
      const isProvable = 0 < oldSize && oldSize <= newSize
      const proof = spoil(isProvable ? tree.consistencyProof(oldSize, newSize) : [])
      return { oldSize, oldRoot, newSize, newRoot, proof }
    }),
  )
  await fc.assert(
    fc.asyncProperty(claim, async (one) =>
      assert.equal(await isConsistent(one, sha256), verifyConsistency(one)),
    ),
    { numRuns: 1_000 },
  )
})

test('nothing is consistent with the empty tree, and a leaf hash has 32 bytes', async () => {
  const [oldRoot, newRoot] = [emptyRoot, tree.root(1)]
  assert.equal(await isConsistent({ oldSize: 0, oldRoot, newSize: 1, newRoot, proof: [] }, sha256), false)
  const short = new Uint8Array(31)
  assert.equal(
    await isIncluded({ index: 0, size: 1, leafHash: short, root: short, proof: [] }, sha256),
    false,
  )
})

test('the older root is checked even where the proof leads to the newer one', async () => {
  const proof = tree.consistencyProof(3, 7)
  const claim = { oldSize: 3, oldRoot: tree.root(4), newSize: 7, newRoot: tree.root(7), proof }
  assert.equal(await isConsistent(claim, sha256), false)
})
