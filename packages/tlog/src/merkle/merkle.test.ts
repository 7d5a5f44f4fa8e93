import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hexOf, utf8 } from '../bytes.ts'
import { appendLeaf, emptyRange, rootOf } from './compact-range.ts'
import { MemoryTree } from './memory-tree.ts'
import { isSubtree } from './proof-steps.ts'
import { foldSubtrees, subtreesOf } from './subtrees.ts'
import { emptyRoot, leafHash, nodeHash } from './tree-hash.ts'
import { verifyConsistency, verifyInclusion, verifySubtree } from './verify-proof.ts'

const sizeMax = 300
const leaves = Array.from({ length: sizeMax }, (_, at) => leafHash(utf8(`entry ${at}`)))
const tree = new MemoryTree()
for (const leaf of leaves) tree.append(leaf)

/** RFC 6962 §2.1, word for word. */
function merkleTreeHash(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return emptyRoot
  if (hashes.length === 1) return hashes[0] as Uint8Array
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  return nodeHash(merkleTreeHash(hashes.slice(0, split)), merkleTreeHash(hashes.slice(split)))
}

const sizes = fc.integer({ min: 1, max: sizeMax })
const twoSizes = fc.tuple(sizes, sizes).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
const inclusionCase = sizes.chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)))

test('the empty tree has the root of RFC 6962', () => {
  assert.equal(hexOf(emptyRoot), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  assert.equal(rootOf(emptyRange), emptyRoot)
})

test('a compact range and a whole tree have the root that RFC 6962 defines, at every size', () => {
  let range = emptyRange
  for (const [at, leaf] of leaves.entries()) {
    range = appendLeaf(range, leaf)
    const expected = merkleTreeHash(leaves.slice(0, at + 1))
    assert.deepEqual(rootOf(range), expected)
    assert.deepEqual(tree.root(at + 1), expected)
  }
})

test('every entry has an inclusion proof that verifies, and under no other index', () => {
  fc.assert(
    fc.property(inclusionCase, fc.nat(sizeMax), ([index, size], other) => {
      const proof = tree.inclusionProof(index, size)
      const claim = { index, size, leafHash: leaves[index] as Uint8Array, root: tree.root(size), proof }
      assert.ok(verifyInclusion(claim))
      if (other !== index) assert.equal(verifyInclusion({ ...claim, index: other }), false)
    }),
  )
})

test('two sizes of one log have a consistency proof that verifies', () => {
  fc.assert(
    fc.property(twoSizes, ([oldSize, newSize]) => {
      const proof = tree.consistencyProof(oldSize, newSize)
      const [oldRoot, newRoot] = [tree.root(oldSize), tree.root(newSize)]
      assert.ok(verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }))
    }),
  )
})

test('a changed bit anywhere in a proof is refused', () => {
  fc.assert(
    fc.property(twoSizes, inclusionCase, fc.nat(), ([oldSize, newSize], [index, size], seed) => {
      const consistency = {
        oldSize,
        oldRoot: tree.root(oldSize),
        newSize,
        newRoot: tree.root(newSize),
        proof: tree.consistencyProof(oldSize, newSize),
      }
      assert.equal(verifyConsistency(flipOne(consistency, seed)), false)
      const proof = tree.inclusionProof(index, size)
      const inclusion = { index, size, leafHash: leaves[index] as Uint8Array, root: tree.root(size), proof }
      assert.equal(verifyInclusion(flipOne(inclusion, seed)), false)
    }),
  )
})

test('a proof with a hash too many or too few is refused', () => {
  fc.assert(
    fc.property(inclusionCase, ([index, size]) => {
      const proof = tree.inclusionProof(index, size)
      const claim = { index, size, leafHash: leaves[index] as Uint8Array, root: tree.root(size), proof }
      assert.equal(verifyInclusion({ ...claim, proof: [...proof, emptyRoot] }), false)
      if (proof.length > 0) assert.equal(verifyInclusion({ ...claim, proof: proof.slice(1) }), false)
    }),
  )
})

test('nothing is consistent with the empty tree, and no tree with a larger one', () => {
  const root = tree.root(4)
  assert.equal(
    verifyConsistency({ oldSize: 0, oldRoot: emptyRoot, newSize: 4, newRoot: root, proof: [] }),
    false,
  )
  assert.equal(verifyConsistency({ oldSize: 4, oldRoot: root, newSize: 3, newRoot: root, proof: [] }), false)
})

test('a hash that is not 32 bytes is refused, even where both roots are the same', () => {
  const short = new Uint8Array(12)
  assert.equal(
    verifyConsistency({ oldSize: 1, oldRoot: short, newSize: 1, newRoot: short, proof: [] }),
    false,
  )
})

test('a subtree that does not begin at zero is shown to be part of the tree', () => {
  // draft-ietf-plants-merkle-tree-certs: a subtree [4, 8) of 8 has the left half as its proof.
  const subtreeRoot = foldSubtrees(
    subtreesOf({ start: 4, end: 8 }).map(({ level, index }) => rootAt(level, index)),
  )
  const claim = { start: 4, end: 8, subtreeRoot, size: 8, root: tree.root(8), proof: [tree.root(4)] }
  assert.ok(verifySubtree(claim))
  assert.equal(verifySubtree({ ...claim, start: 3 }), false)
  assert.equal(verifySubtree({ ...claim, proof: [tree.root(3)] }), false)
  assert.deepEqual(
    [isSubtree(4, 8), isSubtree(4, 7), isSubtree(2, 6), isSubtree(3, 3)],
    [true, true, false, false],
  )
  assert.ok(verifySubtree({ ...claim, start: 8, subtreeRoot: emptyRoot, proof: [] }))
})

function rootAt(level: number, index: number): Uint8Array {
  return merkleTreeHash(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))
}

/** One bit of one of the hashes that a claim holds. */
function flipOne<Claim extends { readonly proof: readonly Uint8Array[] }>(claim: Claim, seed: number): Claim {
  const roots = Object.entries(claim).filter(([, value]) => value instanceof Uint8Array)
  const at = seed % (roots.length + claim.proof.length)
  const flip = (bytes: Uint8Array) =>
    bytes.map((byte, place) => (place === seed % 32 ? byte ^ (1 << (seed % 8)) : byte))
  const root = roots[at]
  if (root !== undefined) return { ...claim, [root[0]]: flip(root[1] as unknown as Uint8Array) }
  return {
    ...claim,
    proof: claim.proof.map((hash, place) => (place === at - roots.length ? flip(hash) : hash)),
  }
}
