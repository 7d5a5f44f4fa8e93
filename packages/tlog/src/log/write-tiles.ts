import { setImmediate } from 'node:timers/promises'
import { formatEntryBundle } from '../entry-bundle.ts'
import { leafHash } from '../merkle/tree-hash.ts'
import { tilePath, tileWidth } from '../tile-path.ts'
import type { LoadedTree } from './load-edge.ts'
import { folderOf, type LogDisk, makeFolders } from './log-disk.ts'
import { advanceEdge, type HashTile, partialTiles, type TreeEdge, tileBytes } from './tree-edge.ts'

/** The bytes are made when they are written: not all at once, and not all in memory. */
type TileFile = { readonly path: string; readonly bytes: () => Uint8Array }

/** A tree grown by entries: what to write, and which partial files it makes useless once its checkpoint stands. */
export type Growth = {
  readonly tree: LoadedTree
  readonly files: readonly TileFile[]
  readonly superseded: readonly string[]
}

/** Files written at the same time. */
const writesAtOnce = 4
/** Entries hashed in one go: less than a millisecond. Appends that wait for their turn get it in between. */
const entriesInOneGo = tileWidth

export async function growTree(
  { edge, edgeEntries }: LoadedTree,
  entries: readonly Uint8Array[],
): Promise<Growth> {
  const { edge: grown, full } = await advanceInSteps(edge, entries)
  const tiles = [...full, ...partialTiles(grown).filter((tile) => isNew(tile, edge.levels))]
  const open = [...edgeEntries, ...entries]
  const files = [...bundleFiles(Math.floor(edge.size / tileWidth), open), ...tiles.map(fileOf)]
  const written = new Set(files.map(({ path }) => path))
  return {
    tree: { edge: grown, edgeEntries: open.slice(open.length - (open.length % tileWidth)) },
    files,
    superseded: partialPaths({ edge, edgeEntries }, grown.size).filter((path) => !written.has(path)),
  }
}

async function advanceInSteps(
  edge: TreeEdge,
  entries: readonly Uint8Array[],
): Promise<{ readonly edge: TreeEdge; readonly full: readonly HashTile[] }> {
  let grown = edge
  const full: HashTile[] = []
  for (let at = 0; at < entries.length; at += entriesInOneGo) {
    if (at > 0) await setImmediate()
    const step = advanceEdge(grown, entries.slice(at, at + entriesInOneGo).map(leafHash))
    grown = step.edge
    full.push(...step.full)
  }
  return { edge: grown, full }
}

/** Bundles from `first` on, the last one partial perhaps. */
function bundleFiles(first: number, entries: readonly Uint8Array[]): readonly TileFile[] {
  return Array.from({ length: Math.ceil(entries.length / tileWidth) }, (_, at) => {
    const bundle = entries.slice(at * tileWidth, (at + 1) * tileWidth)
    const name = { kind: 'entries', index: first + at, width: bundle.length } as const
    return { path: tilePath(name), bytes: () => formatEntryBundle(bundle) }
  })
}

/** Upper levels mostly stay as they were. */
function isNew({ level, hashes }: HashTile, before: LoadedTree['edge']['levels']): boolean {
  const old = before[level] ?? []
  return old.length !== hashes.length || old[0] !== hashes[0]
}

function fileOf({ level, index, hashes }: HashTile): TileFile {
  const name = { kind: 'hashes', level, index, width: hashes.length } as const
  return { path: tilePath(name), bytes: () => tileBytes(hashes) }
}

/** Partial files of a tree that a larger one has in a wider file. */
function partialPaths({ edge, edgeEntries }: LoadedTree, newSize: number): readonly string[] {
  const tiles = partialTiles(edge)
    .filter(
      ({ level }) => Math.floor(newSize / tileWidth ** level) > Math.floor(edge.size / tileWidth ** level),
    )
    .map((tile) => fileOf(tile).path)
  if (edgeEntries.length === 0) return tiles
  const index = Math.floor(edge.size / tileWidth)
  return [...tiles, tilePath({ kind: 'entries', index, width: edgeEntries.length })]
}

/**
 * Writes and syncs files and the folders they are in. They get their final names at once: until a checkpoint over them is
 * on disk nobody reads them, and then they are whole.
 */
export async function writeTiles(
  disk: LogDisk,
  known: Set<string>,
  files: readonly TileFile[],
): Promise<void> {
  const changed = new Set<string>()
  for (const folder of new Set(files.map(({ path }) => folderOf(path)))) {
    changed.add(folder)
    if (known.has(folder)) continue
    for (const name of await makeFolders(disk, folder)) changed.add(name)
    known.add(folder)
  }
  for (let at = 0; at < files.length; at += writesAtOnce) {
    await Promise.all(
      files.slice(at, at + writesAtOnce).map(async ({ path, bytes }) => {
        await disk.write(path, bytes())
        await disk.syncFile(path)
      }),
    )
  }
  for (const folder of changed) await disk.syncFolder(folder)
}
