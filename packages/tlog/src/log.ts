import { sameBytes, utf8 } from './bytes.ts'
import type { Checkpoint } from './checkpoint.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { formatEntryBundle } from './entry-bundle.ts'
import { FormatError } from './format-error.ts'
import { type Audit, auditTree } from './log/audit.ts'
import { GroupCommit } from './log/group-commit.ts'
import { checkpointPath } from './log/head-files.ts'
import { Journal } from './log/journal.ts'
import type { LoadedTree } from './log/load-edge.ts'
import { folderOf, type LogDisk } from './log/log-disk.ts'
import { LogError } from './log/log-error.ts'
import type { Publisher } from './log/publisher.ts'
import { type Recovery, recover } from './log/recover.ts'
import { TileStore } from './log/tile-store.ts'
import { edgeRoot } from './log/tree-edge.ts'
import { growTree, writeTiles } from './log/write-tiles.ts'
import { consistencyRanges, type EntryRange, inclusionRanges } from './merkle/subtrees.ts'
import type { NoteSigner } from './note/note-key.ts'
import { formatSignedNote } from './note/signed-note.ts'
import type { VerifierKey } from './note/verifier-key.ts'
import { parseTilePath, widthInTree } from './tile-path.ts'
import { formatTlogProof } from './tlog-proof.ts'

export type LogOptions = {
  readonly disk: LogDisk
  /** The log's identity, the first line of each checkpoint: a URL without a scheme. It never changes. */
  readonly origin: string
  /** All sign each checkpoint. One of type `ed25519` is among them, since some verifiers know no other; names are the origin. */
  readonly signers: readonly NoteSigner[]
  /** Whose cosignatures are kept. */
  readonly witnesses?: readonly VerifierKey[]
  readonly nowMs: () => number
  /** From an entry that is durable to the checkpoint over it; 0: only `publish()` makes one. */
  readonly publishIntervalMs?: number
}

const defaultPublishIntervalMs = 500

type Waiter = {
  readonly index: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Opens a log, or begins one. What a crash left is taken up: entries that were acknowledged come back with the indexes
 * they were given, and the checkpoint is signed that was about to be.
 * @throws LogError LOG_DAMAGED, LOG_WOULD_FORK, LOG_WRONG_KEYS
 */
export async function openLog(options: LogOptions): Promise<TransparencyLog> {
  const { signers, origin, disk } = options
  const isOwn = signers.every(({ verifierKey }) => verifierKey.name === origin)
  if (!isOwn || !signers.some(({ verifierKey }) => verifierKey.type === 'ed25519'))
    throw new LogError('LOG_WRONG_KEYS', `a log signs with keys named ${origin}, one of them plain Ed25519`)
  const publisherOptions = { ...options, witnesses: options.witnesses ?? [] }
  const { tree, publisher, recovery } = await recover(disk, origin, publisherOptions)
  return new TransparencyLog(options, tree, publisher, recovery)
}

export class TransparencyLog {
  readonly origin: string
  /** What opening found and mended. */
  readonly recovered: Recovery
  private readonly disk: LogDisk
  private readonly publishIntervalMs: number
  private readonly commits: GroupCommit
  private readonly publisher: Publisher
  private readonly tiles: TileStore
  private readonly knownFolders = new Set<string>()
  private tree: LoadedTree
  private waiters: Waiter[] = []
  private timer: NodeJS.Timeout | undefined
  /** Publishing and mending take turns. */
  private turn: Promise<unknown> = Promise.resolve()
  private nextPublish: Promise<Checkpoint> | undefined
  /** Why nothing is accepted any more. */
  private failure: LogError | undefined
  private closing: Promise<void> | undefined

  constructor(options: LogOptions, tree: LoadedTree, publisher: Publisher, recovery: Recovery) {
    this.origin = options.origin
    this.disk = options.disk
    this.publishIntervalMs = options.publishIntervalMs ?? defaultPublishIntervalMs
    this.tree = tree
    this.publisher = publisher
    this.recovered = recovery
    this.tiles = new TileStore(options.disk, tree.edge, tree.edgeEntries)
    const { size } = tree.edge
    this.commits = new GroupCommit(new Journal(options.disk, size), size, {
      onDurable: () => this.scheduleIn(this.publishIntervalMs),
      // A failure reaches whoever waits, and every later append.
      onBacklog: () => void this.publish().catch(() => {}),
      onFailure: (error) => this.rejectWaiters(error),
    })
  }

  /** Entries that a checkpoint covers. */
  get size(): number {
    return this.tiles.size
  }

  /**
   * Resolves to the indexes when the entries are synced to disk; a checkpoint over them follows.
   * @throws LogError LOG_ENTRY_TOO_LONG, LOG_QUEUE_FULL, LOG_CLOSED, LOG_WRITE_FAILED
   */
  append(entries: readonly Uint8Array[]): Promise<readonly number[]> {
    return this.commits.append(entries)
  }

  /** A checkpoint over everything that was acknowledged, now; the newest one when nothing was added. */
  publish(): Promise<Checkpoint> {
    this.nextPublish ??= this.inTurn(() => {
      this.nextPublish = undefined
      return this.publishNow()
    })
    return this.nextPublish
  }

  /** Resolves when a checkpoint covers the entry. */
  whenPublished(index: number): Promise<void> {
    if (index < this.size) return Promise.resolve()
    if (this.failure !== undefined) return Promise.reject(this.failure)
    return new Promise((resolve, reject) => {
      this.waiters.push({ index, resolve, reject })
    })
  }

  /** The newest signed checkpoint with the cosignatures it has so far. */
  checkpoint(): string {
    return formatSignedNote(this.publisher.published().note)
  }

  /** See `Publisher.addCosignatures`. */
  addCosignatures(checkpoint: string): Promise<number> {
    return this.publisher.addCosignatures(checkpoint)
  }

  /**
   * A `.tlog-proof` file for an entry: in the newest cosigned checkpoint if that covers it, else in the newest, or in a
   * checkpoint of this log that is given.
   * @throws LogError LOG_NO_SUCH_ENTRY, LOG_DAMAGED
   */
  async proofFor(index: number, inCheckpoint?: string): Promise<string> {
    const checkpoint =
      inCheckpoint === undefined ? this.publisher.covering(index) : parseCheckpoint(inCheckpoint)
    if (!Number.isSafeInteger(index) || index < 0 || index >= checkpoint.size || checkpoint.size > this.size)
      throw new LogError(
        'LOG_NO_SUCH_ENTRY',
        `entry ${index} is in no checkpoint of ${checkpoint.size} entries`,
      )
    if (inCheckpoint !== undefined && !sameBytes(await this.rootAt(checkpoint.size), checkpoint.root))
      throw new LogError('LOG_NO_SUCH_ENTRY', 'the checkpoint is of another log, or of another history')
    const hashes = await this.rangeHashes(inclusionRanges(index, checkpoint.size))
    return formatTlogProof({ index, hashes, checkpoint })
  }

  /** The hashes of a consistency proof. 0 < oldSize <= newSize <= size. @throws LogError LOG_NO_SUCH_ENTRY, LOG_DAMAGED */
  async consistencyProof(oldSize: number, newSize: number): Promise<readonly Uint8Array[]> {
    const isInOrder = 0 < oldSize && oldSize <= newSize && newSize <= this.size
    if (!isInOrder || !Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize))
      throw new LogError(
        'LOG_NO_SUCH_ENTRY',
        `there is no proof from ${oldSize} to ${newSize} of ${this.size} entries`,
      )
    return this.rangeHashes(consistencyRanges(oldSize, newSize))
  }

  /** The root over the first `size` entries. 0 < size <= the log's. @throws LogError LOG_NO_SUCH_ENTRY, LOG_DAMAGED */
  async rootAt(size: number): Promise<Uint8Array> {
    if (!Number.isSafeInteger(size) || size <= 0 || size > this.size)
      throw new LogError('LOG_NO_SUCH_ENTRY', `there is no root over ${size} of ${this.size} entries`)
    return this.tiles.rangeHash({ start: 0, end: size })
  }

  /** @throws LogError LOG_NO_SUCH_ENTRY, LOG_DAMAGED */
  async entry(index: number): Promise<Uint8Array> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size)
      throw new LogError('LOG_NO_SUCH_ENTRY', `there is no entry ${index}: ${this.size} are published`)
    return (await this.tiles.entry(index)).slice()
  }

  /**
   * What tlog-tiles serves under a path: `checkpoint`, `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`. A narrower
   * partial tile than the newest is cut from that. Undefined when there is no such thing.
   * @throws LogError LOG_DAMAGED
   */
  async readResource(path: string): Promise<Uint8Array | undefined> {
    if (path === checkpointPath) return utf8(this.checkpoint())
    const tile = tileNamed(path)
    if (tile === undefined) return undefined
    const level = tile.kind === 'entries' ? 0 : tile.level
    if (widthInTree(level, tile.index, this.size) < tile.width) return undefined
    if (tile.kind === 'hashes') return this.tiles.hashes(level, tile.index, tile.width)
    return formatEntryBundle((await this.tiles.entries(tile.index)).slice(0, tile.width))
  }

  /** Reads and checks every file of the log from disk, mends what can be mended, and tells the rest. */
  async audit(): Promise<Audit> {
    const heads = await this.inTurn(() => this.publisher.mendFiles())
    await this.inTurn(() => this.tiles.checkEdgeFiles())
    return auditTree(this.tiles, heads)
  }

  /** Publishes what is not published yet, and gives the folder free. */
  close(): Promise<void> {
    this.closing ??= this.closeNow()
    return this.closing
  }

  private async closeNow(): Promise<void> {
    try {
      if (this.failure === undefined) await this.publish()
    } finally {
      this.rejectWaiters(closedError())
      await this.commits.stop(closedError())
      await this.turn
      await this.disk.close()
    }
  }

  private async publishNow(): Promise<Checkpoint> {
    this.cancelTimer()
    try {
      const { entries, segment } = await this.commits.cut()
      if (entries.length === 0) return this.publisher.published()
      const growth = await growTree(this.tree, entries)
      await writeTiles(this.disk, this.knownFolders, growth.files)
      const { edge } = growth.tree
      const head = { origin: this.origin, size: edge.size, root: edgeRoot(edge), extensions: [] }
      const checkpoint = await this.publisher.sign(head)
      // In one step: no reader meets a checkpoint without its tiles.
      this.publisher.adopt(checkpoint)
      this.tree = growth.tree
      this.tiles.moveTo(edge, growth.tree.edgeEntries)
      this.commits.release(entries)
      this.tellWaiters()
      await this.removeAll(segment === undefined ? growth.superseded : [...growth.superseded, segment])
      return checkpoint
    } catch (error) {
      await this.giveUp(error)
      throw error
    }
  }

  /** Only what a checkpoint on disk has made useless. */
  private async removeAll(paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.disk.remove(path)
    for (const folder of new Set(paths.map(folderOf)))
      if (folder.endsWith('.p')) {
        // Stays where a newer partial tile is in it.
        await this.disk.remove(folder)
        this.knownFolders.delete(folder)
      }
  }

  private async rangeHashes(ranges: readonly EntryRange[]): Promise<readonly Uint8Array[]> {
    const hashes: Uint8Array[] = []
    for (const range of ranges) hashes.push(await this.tiles.rangeHash(range))
    return hashes
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.turn.then(work, work)
    this.turn = result.catch(() => {})
    return result
  }

  private tellWaiters(): void {
    const [now, later] = [
      this.waiters.filter(({ index }) => index < this.size),
      this.waiters.filter(({ index }) => index >= this.size),
    ]
    this.waiters = later
    for (const { resolve } of now) resolve()
  }

  private async giveUp(cause: unknown): Promise<void> {
    const message = `the log cannot be written: ${(cause as Error).message}. Open it again when the disk is well`
    const error = cause instanceof LogError ? cause : new LogError('LOG_WRITE_FAILED', message, { cause })
    this.rejectWaiters(error)
    await this.commits.stop(error)
  }

  private rejectWaiters(error: LogError): void {
    this.failure ??= error
    this.cancelTimer()
    for (const { reject } of this.waiters.splice(0)) reject(error)
  }

  private scheduleIn(milliseconds: number): void {
    if (milliseconds <= 0 || this.timer !== undefined || this.failure !== undefined) return
    // A failure reaches whoever waits, and every later append.
    this.timer = setTimeout(() => this.publish().catch(() => {}), milliseconds)
  }

  private cancelTimer(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }
}

function tileNamed(path: string) {
  try {
    return parseTilePath(path)
  } catch (error) {
    if (error instanceof FormatError) return undefined
    throw error
  }
}

function closedError(): LogError {
  return new LogError('LOG_CLOSED', 'the log is closed')
}
