import { sameBytes } from '../bytes.ts'
import type { TreeHead } from '../checkpoint.ts'
import { leafHash } from '../merkle/tree-hash.ts'
import { tilePath, tileWidth } from '../tile-path.ts'
import type { LogDisk } from './log-disk.ts'
import { LogError } from './log-error.ts'
import { readBundleFile, TileStore } from './tile-store.ts'
import { edgeRoot, emptyEdge, partialTiles, type TreeEdge, tileBytes, tileHashes } from './tree-edge.ts'

/** The tree as it was signed: its edge, and the entries of the partial bundle. */
export type LoadedTree = { readonly edge: TreeEdge; readonly edgeEntries: readonly Uint8Array[] }

/** Files that were not what the tree says. */
type Damage = { readonly damagedFiles: readonly string[] }

/**
 * Reads the partial tiles of a tree and checks them against its root. Partial tiles that were damaged are worked out from
 * what is below them; `TileStore.checkEdgeFiles` then writes them again.
 * @throws LogError LOG_DAMAGED when no combination has the root, or the last entries are not those of the tree
 */
export async function loadTree(disk: LogDisk, head: TreeHead | undefined): Promise<LoadedTree & Damage> {
  if (head === undefined || head.size === 0) return { edge: emptyEdge, edgeEntries: [], damagedFiles: [] }
  const { damagedFiles, ...edge } = await loadEdge(disk, head)
  const leaves = edge.levels[0] ?? []
  const index = Math.floor(head.size / tileWidth)
  const edgeEntries = leaves.length === 0 ? [] : await readBundleFile(disk, index, leaves.length)
  const bad = leaves.findIndex((leaf, at) => {
    const entry = edgeEntries[at]
    return entry === undefined || !sameBytes(leafHash(entry), leaf)
  })
  if (bad >= 0 || edgeEntries.length !== leaves.length)
    throw new LogError(
      'LOG_DAMAGED',
      `entry ${index * tileWidth + Math.max(bad, 0)} is not what was logged: restore the log's folder from a copy`,
    )
  return { edge, edgeEntries, damagedFiles }
}

async function loadEdge(disk: LogDisk, { size, root }: TreeHead): Promise<TreeEdge & Damage> {
  const widths = widthsOf(size)
  const stored: (readonly Uint8Array[])[] = []
  const made: (readonly Uint8Array[])[] = []
  const below = new TileStore(disk, emptyEdge, [])
  for (const [level, width] of widths.entries()) {
    const index = Math.floor(size / tileWidth ** (level + 1))
    const path = tilePath({ kind: 'hashes', level, index, width })
    stored.push(width === 0 ? [] : (tileHashes(await disk.read(path), width) ?? []))
  }
  const hasRoot = (levels: Levels) =>
    levels.every((hashes, level) => hashes.length === widths[level]) &&
    sameBytes(edgeRoot({ size, levels }), root)
  if (hasRoot(stored)) return { size, levels: stored, damagedFiles: [] }
  for (const [level, width] of widths.entries()) {
    const index = Math.floor(size / tileWidth ** (level + 1))
    made.push(width === 0 ? [] : await below.hashesFromBelow(level, index, width))
  }
  const mended = [...widths.keys()].map((level) => stored.with(level, made[level] ?? []))
  const levels = [...mended, made].find(hasRoot)
  if (levels !== undefined) return { size, levels, damagedFiles: differing(size, stored, levels) }
  throw new LogError(
    'LOG_DAMAGED',
    `the newest tiles do not have the root that was signed for ${size} entries: restore the log's folder from a copy`,
  )
}

type Levels = readonly (readonly Uint8Array[])[]

function differing(size: number, stored: Levels, levels: Levels): readonly string[] {
  const isSame = (level: number) => sameBytes(tileBytes(stored[level] ?? []), tileBytes(levels[level] ?? []))
  return partialTiles({ size, levels })
    .filter(({ level }) => !isSame(level))
    .map(({ level, index, hashes }) => tilePath({ kind: 'hashes', level, index, width: hashes.length }))
}

/** How many hashes the partial tile of each level has. */
function widthsOf(size: number): readonly number[] {
  const widths: number[] = []
  for (let rest = size; rest > 0; rest = Math.floor(rest / tileWidth)) widths.push(rest % tileWidth)
  return widths
}
