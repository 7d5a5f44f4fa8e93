import { sameBytes } from '../bytes.ts'
import type { Checkpoint } from '../checkpoint.ts'
import { readBase } from './head-files.ts'
import { replayJournal } from './journal.ts'
import { type LoadedTree, loadTree } from './load-edge.ts'
import type { LogDisk } from './log-disk.ts'
import { LogError } from './log-error.ts'
import { Publisher, type PublisherOptions } from './publisher.ts'
import { TileStore } from './tile-store.ts'
import { edgeRoot } from './tree-edge.ts'
import { growTree, writeTiles } from './write-tiles.ts'

/** What opening a log found. All zero and empty after an orderly close. */
export type Recovery = {
  /** Acknowledged entries that were in no tile yet. */
  readonly replayedEntries: number
  /** Bytes at the journal's end that were no whole commit, so nobody was told of it. */
  readonly discardedBytes: number
  /** Files that were damaged and are whole again. */
  readonly mendedFiles: readonly string[]
}

export type Recovered = {
  readonly tree: LoadedTree
  readonly publisher: Publisher
  readonly recovery: Recovery
}

/** @throws LogError LOG_DAMAGED, LOG_WOULD_FORK, LOG_WRONG_KEYS */
export async function recover(disk: LogDisk, origin: string, options: PublisherOptions): Promise<Recovered> {
  const base = await readBase(disk, origin, options.signers)
  if (base.head === undefined) await refuseLeftovers(disk)
  const signed = await loadTree(disk, base.head)
  const replay = await replayJournal(disk, signed.edge.size)
  const growth = await growTree(signed, replay.entries)
  await writeTiles(disk, new Set(), replay.entries.length === 0 ? [] : growth.files)
  const { edge, edgeEntries } = growth.tree
  const tiles = new TileStore(disk, edge, edgeEntries)
  await tiles.checkEdgeFiles()
  if (base.older !== undefined) await refuseOtherHistory(tiles, base.older)
  const publisher = new Publisher(options, base.checkpoint)
  const isSigned = base.checkpoint?.size === edge.size && base.damagedFiles.length === 0
  if (!isSigned)
    publisher.adopt(await publisher.sign({ origin, size: edge.size, root: edgeRoot(edge), extensions: [] }))
  const cosigned = (await publisher.loadCosigned()) ? [] : ['checkpoint.cosigned']
  if (replay.entries.length > 0) for (const path of growth.superseded) await disk.remove(path)
  for (const path of replay.segments) await disk.remove(path)
  const mendedFiles = [...base.damagedFiles, ...signed.damagedFiles, ...tiles.repaired, ...cosigned]
  const recovery = {
    replayedEntries: replay.entries.length,
    discardedBytes: replay.discardedBytes,
    mendedFiles: [...new Set(mendedFiles)],
  }
  return { tree: growth.tree, publisher, recovery }
}

async function refuseOtherHistory(tiles: TileStore, { size, root }: Checkpoint): Promise<void> {
  if (size === 0 || sameBytes(await tiles.rangeHash({ start: 0, end: size }), root)) return
  throw new LogError(
    'LOG_WOULD_FORK',
    `the tiles have another history than the checkpoint of ${size} entries`,
  )
}

/** A log has a checkpoint before it has anything else: without one, it was taken away. */
async function refuseLeftovers(disk: LogDisk): Promise<void> {
  const leftovers = [...(await disk.list('tile')), ...(await disk.list('journal'))]
  if (leftovers.length > 0)
    throw new LogError(
      'LOG_DAMAGED',
      'the folder holds entries and no checkpoint: to begin anew would fork the log. Restore it from a copy',
    )
}
