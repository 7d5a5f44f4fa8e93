import { sameBytes } from '../bytes.ts'
import { formatEntryBundle, parseEntryBundle } from '../entry-bundle.ts'
import { FormatError } from '../format-error.ts'
import { type EntryRange, foldSubtrees, type Subtree, subtreesOf } from '../merkle/subtrees.ts'
import { hashBytes, leafHash } from '../merkle/tree-hash.ts'
import { tileHeight, tilePath, tileWidth, widthInTree } from '../tile-path.ts'
import { type LogDisk, replaceDurably } from './log-disk.ts'
import { LogError } from './log-error.ts'
import { hashIn, type TileRows, type TreeEdge, tileBytes, tileRows } from './tree-edge.ts'

/** Trees of full tiles kept in memory: 16 KB each. */
const cachedTilesMax = 128

/**
 * Reads tiles and entries, and gives out nothing that is not what the tree says: a full tile hashes to its place in the
 * tile above, up to the edge, whose root was signed; an entry hashes to its place in a tile. A hash tile that does not is
 * made again from what is below it.
 */
export class TileStore {
  private readonly disk: LogDisk
  private edge: TreeEdge
  private edgeEntries: readonly Uint8Array[]
  private edgeRows: readonly TileRows[] = []
  /** Also those that are being read: two readers of a damaged tile do not mend it twice. */
  private readonly cache = new Map<string, Promise<TileRows>>()
  /** Paths of tiles that were damaged and are whole again. */
  readonly repaired: string[] = []

  /** `edgeEntries` are those of the partial bundle; both were checked. */
  constructor(disk: LogDisk, edge: TreeEdge, edgeEntries: readonly Uint8Array[]) {
    this.disk = disk
    this.edge = edge
    this.edgeEntries = edgeEntries
    this.moveTo(edge, edgeEntries)
  }

  get size(): number {
    return this.edge.size
  }

  moveTo(edge: TreeEdge, edgeEntries: readonly Uint8Array[]): void {
    this.edge = edge
    this.edgeEntries = edgeEntries
    this.edgeRows = edge.levels.map((hashes) => tileRows(tileBytes(hashes)))
  }

  /** The root over entries [start, end), which are in the tree. */
  async rangeHash(range: EntryRange): Promise<Uint8Array> {
    const hashes: Uint8Array[] = []
    for (const subtree of subtreesOf(range)) hashes.push(await this.subtreeHash(subtree))
    return foldSubtrees(hashes)
  }

  private async subtreeHash({ level, index }: Subtree): Promise<Uint8Array> {
    const inTile = level % tileHeight
    const perTile = tileWidth / 2 ** inTile
    const rows = await this.rows(Math.floor(level / tileHeight), Math.floor(index / perTile))
    return hashIn(rows[inTile] as Uint8Array, index % perTile)
  }

  /** A tile's hashes, packed; at most `width` of them. @throws LogError LOG_DAMAGED */
  async hashes(level: number, index: number, width: number): Promise<Uint8Array> {
    return ((await this.rows(level, index))[0] as Uint8Array).slice(0, width * hashBytes)
  }

  /** Entries of a bundle, each checked. @throws LogError LOG_DAMAGED naming those that are not what was logged */
  async entries(index: number): Promise<readonly Uint8Array[]> {
    const width = widthInTree(0, index, this.edge.size)
    if (width < tileWidth) return this.edgeEntries
    const [hashes, entries] = [await this.hashes(0, index, width), await this.readBundle(index, width)]
    const bad = Array.from({ length: width }, (_, at) => at).flatMap((at) => {
      const entry = entries[at]
      return entry !== undefined && sameBytes(leafHash(entry), hashIn(hashes, at))
        ? []
        : [index * tileWidth + at]
    })
    if (bad.length > 0 || entries.length !== width)
      throw damagedEntries(bad.length > 0 ? bad : [index * tileWidth])
    return entries
  }

  /** One entry, checked without its neighbours. @throws LogError LOG_DAMAGED */
  async entry(index: number): Promise<Uint8Array> {
    const [bundle, at] = [Math.floor(index / tileWidth), index % tileWidth]
    const width = widthInTree(0, bundle, this.edge.size)
    if (width < tileWidth) return this.edgeEntries[at] as Uint8Array
    const [hashes, entries] = [await this.hashes(0, bundle, width), await this.readBundle(bundle, width)]
    const entry = entries[at]
    if (entry === undefined || !sameBytes(leafHash(entry), hashIn(hashes, at))) throw damagedEntries([index])
    return entry
  }

  /** The partial files of the edge itself, which is served from memory. Written again where they are damaged. */
  async checkEdgeFiles(): Promise<void> {
    for (const [level, hashes] of this.edge.levels.entries()) {
      const index = Math.floor(this.edge.size / tileWidth ** (level + 1))
      const tile = { kind: 'hashes', level, index, width: hashes.length } as const
      if (hashes.length > 0) await this.mend(tilePath(tile), tileBytes(hashes))
    }
    const index = Math.floor(this.edge.size / tileWidth)
    const bundle = { kind: 'entries', index, width: this.edgeEntries.length } as const
    if (this.edgeEntries.length > 0) await this.mend(tilePath(bundle), formatEntryBundle(this.edgeEntries))
  }

  forgetCache(): void {
    this.cache.clear()
  }

  private async mend(path: string, bytes: Uint8Array): Promise<void> {
    const found = await this.disk.read(path)
    if (found !== undefined && sameBytes(found, bytes)) return
    await replaceDurably(this.disk, path, bytes)
    this.repaired.push(path)
  }

  private async rows(level: number, index: number): Promise<TileRows> {
    if (widthInTree(level, index, this.edge.size) < tileWidth) return this.edgeRows[level] as TileRows
    const key = `${level}/${index}`
    const cached = this.cache.get(key)
    if (cached !== undefined) return cached
    const rows = this.checkedRows(level, index)
    if (this.cache.size >= cachedTilesMax) this.cache.delete(this.cache.keys().next().value as string)
    this.cache.set(key, rows)
    rows.catch(() => this.cache.delete(key))
    return rows
  }

  private async checkedRows(level: number, index: number): Promise<TileRows> {
    const parent = (await this.rows(level + 1, Math.floor(index / tileWidth)))[0] as Uint8Array
    const expected = hashIn(parent, index % tileWidth)
    const path = tilePath({ kind: 'hashes', level, index, width: tileWidth })
    const found = await this.readTile(path)
    const rows = found && tileRows(found)
    if (rows !== undefined && isRoot(rows, expected)) return rows
    const made = tileRows(tileBytes(await this.hashesFromBelow(level, index, tileWidth)))
    if (!isRoot(made, expected)) throw damagedTile(path, level, index)
    await this.mend(path, made[0] as Uint8Array)
    return made
  }

  /** A full tile as it is on disk; undefined when it has not the length of one. */
  private async readTile(path: string): Promise<Uint8Array | undefined> {
    const bytes = await this.disk.read(path)
    return bytes?.length === tileWidth * hashBytes ? bytes : undefined
  }

  /** Not checked: whoever asks compares the root. Fewer than `width` when files are missing or cut. */
  async hashesFromBelow(level: number, index: number, width: number): Promise<readonly Uint8Array[]> {
    if (level === 0) return (await this.readBundle(index, width)).map(leafHash)
    const hashes: Uint8Array[] = []
    for (let at = 0; at < width; at++) {
      const below = {
        kind: 'hashes',
        level: level - 1,
        index: index * tileWidth + at,
        width: tileWidth,
      } as const
      const found = await this.readTile(tilePath(below))
      if (found !== undefined) hashes.push(tileRows(found).at(-1) as Uint8Array)
    }
    return hashes
  }

  private async readBundle(index: number, width: number): Promise<readonly Uint8Array[]> {
    return readBundleFile(this.disk, index, width)
  }
}

/** As far as it can be read; nothing is checked. */
export async function readBundleFile(
  disk: LogDisk,
  index: number,
  width: number,
): Promise<readonly Uint8Array[]> {
  const bytes = await disk.read(tilePath({ kind: 'entries', index, width }))
  try {
    return parseEntryBundle(bytes ?? new Uint8Array(0))
  } catch (error) {
    if (error instanceof FormatError) return []
    throw error
  }
}

function isRoot(rows: TileRows, expected: Uint8Array): boolean {
  const root = rows[tileHeight]
  return root !== undefined && sameBytes(root, expected)
}

function damagedTile(path: string, level: number, index: number): LogError {
  const span = tileWidth ** (level + 1)
  const [first, last] = [index * span, (index + 1) * span - 1]
  return new LogError(
    'LOG_DAMAGED',
    `${path} is damaged and what is below it, too: entries ${first} to ${last} cannot be proved. Restore these files from a copy`,
  )
}

function damagedEntries(indexes: readonly number[]): LogError {
  const [first, last] = [indexes[0], indexes.at(-1)]
  const which = first === last ? `entry ${first} is` : `entries ${first} to ${last} are`
  return new LogError(
    'LOG_DAMAGED',
    `${which} not what was logged. Restore ${tilePath({ kind: 'entries', index: Math.floor((first as number) / tileWidth), width: tileWidth })} from a copy`,
  )
}
