import { foldSubtrees } from './subtrees.ts'
import { emptyRoot, nodeHash } from './tree-hash.ts'

/** All that is needed to append to a tree and to know its root: the roots of its complete subtrees, left to right. */
export type CompactRange = { readonly size: number; readonly hashes: readonly Uint8Array[] }

export const emptyRange: CompactRange = { size: 0, hashes: [] }

/** The range with one entry more. */
export function appendLeaf({ size, hashes }: CompactRange, leafHash: Uint8Array): CompactRange {
  const kept = [...hashes]
  let node = leafHash
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2))
    node = nodeHash(kept.pop() as Uint8Array, node)
  return { size: size + 1, hashes: [...kept, node] }
}

export function rootOf({ hashes }: CompactRange): Uint8Array {
  return hashes.length === 0 ? emptyRoot : foldSubtrees(hashes)
}
