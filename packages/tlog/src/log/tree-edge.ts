import { concatBytes } from '../bytes.ts'
import { foldSubtrees, subtreesOf } from '../merkle/subtrees.ts'
import { emptyRoot, hashBytes, pairHash } from '../merkle/tree-hash.ts'
import { tileWidth } from '../tile-path.ts'

/**
 * The right edge of a tree: the hashes of the partial tile of each level, leaves first. It is all that is needed to append
 * and to know the root. A level may be empty.
 */
export type TreeEdge = { readonly size: number; readonly levels: readonly (readonly Uint8Array[])[] }

/** A tile with its hashes, 1 to 256 of 32 bytes. */
export type HashTile = {
  readonly level: number
  readonly index: number
  readonly hashes: readonly Uint8Array[]
}

export const emptyEdge: TreeEdge = { size: 0, levels: [] }

/** The edge with leaves added, and the tiles that became full. */
export function advanceEdge(
  edge: TreeEdge,
  leafHashes: readonly Uint8Array[],
): { readonly edge: TreeEdge; readonly full: readonly HashTile[] } {
  const levels = edge.levels.map((hashes) => [...hashes])
  const full: HashTile[] = []
  for (const [at, leaf] of leafHashes.entries()) {
    let [level, node, count] = [0, leaf, edge.size + at + 1]
    for (;;) {
      const hashes = levels[level] ?? []
      levels[level] = hashes
      hashes.push(node)
      if (hashes.length < tileWidth) break
      full.push({ level, index: count / tileWidth - 1, hashes })
      levels[level] = []
      node = perfectRoot(hashes)
      count /= tileWidth
      level++
    }
  }
  return { edge: { size: edge.size + leafHashes.length, levels }, full }
}

/** The partial tiles of a tree, one a level at most. */
export function partialTiles({ size, levels }: TreeEdge): readonly HashTile[] {
  return levels.flatMap((hashes, level) =>
    hashes.length === 0 ? [] : [{ level, index: Math.floor(size / tileWidth ** (level + 1)), hashes }],
  )
}

export function edgeRoot({ levels }: TreeEdge): Uint8Array {
  const subtrees = levels
    .toReversed()
    .flatMap((hashes) =>
      subtreesOf({ start: 0, end: hashes.length }).map(({ level, index }) =>
        perfectRoot(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)),
      ),
    )
  return subtrees.length === 0 ? emptyRoot : foldSubtrees(subtrees)
}

/**
 * A tile's tree, row by row from its hashes up; each row is packed, 32 bytes a hash, since thousands of small arrays would
 * take ten times the memory. Only complete pairs go up.
 */
export type TileRows = readonly Uint8Array[]

export function tileRows(packed: Uint8Array): TileRows {
  const rows = [packed]
  for (let row = packed; row.length > hashBytes; row = rows.at(-1) as Uint8Array) {
    const above = new Uint8Array(Math.floor(row.length / (2 * hashBytes)) * hashBytes)
    for (let at = 0; at < above.length; at += hashBytes)
      above.set(pairHash(row.subarray(2 * at, 2 * (at + hashBytes))), at)
    rows.push(above)
  }
  return rows
}

/** A copy of hash `at` of a row. */
export function hashIn(row: Uint8Array, at: number): Uint8Array {
  return row.slice(at * hashBytes, (at + 1) * hashBytes)
}

/** The root over 2^n hashes. */
export function perfectRoot(hashes: readonly Uint8Array[]): Uint8Array {
  return tileRows(tileBytes(hashes)).at(-1) as Uint8Array
}

export function tileBytes(hashes: readonly Uint8Array[]): Uint8Array {
  return concatBytes(hashes)
}

/** Undefined when it is not `width` hashes. */
export function tileHashes(bytes: Uint8Array | undefined, width: number): readonly Uint8Array[] | undefined {
  if (bytes?.length !== width * hashBytes) return undefined
  return Array.from({ length: width }, (_, at) => hashIn(bytes, at))
}
