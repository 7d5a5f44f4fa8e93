import { entryMaxBytes } from '../entry-bundle.ts'
import type { Journal } from './journal.ts'
import { LogError } from './log-error.ts'

export const commitLimits = {
  /** What one write and one sync carry at most, unless a single call brings more. */
  commitMaxBytes: 4_194_304,
  /** Durable and in no checkpoint yet. Beyond it commits wait, so that proofs never lag far behind. */
  unpublishedEntriesMax: 32_768,
  /** Waiting for the disk, or on it and not in a tile yet. Beyond it appends are refused. */
  pendingEntriesMax: 500_000,
  pendingMaxBytes: 536_870_912,
} as const

type Request = {
  readonly entries: readonly Uint8Array[]
  readonly resolve: (indexes: readonly number[]) => void
  readonly reject: (error: unknown) => void
}

/** Entries that are durable, and the journal file that no longer grows and holds the last of them. */
export type Cut = { readonly entries: readonly Uint8Array[]; readonly segment: string | undefined }

export type CommitEvents = {
  readonly onDurable: () => void
  /** Commits wait for a checkpoint. */
  readonly onBacklog: () => void
  readonly onFailure: (error: LogError) => void
}

type CutRequest = { readonly resolve: (cut: Cut) => void; readonly reject: (error: unknown) => void }

/**
 * Appends that arrive while the disk is busy go to it together, in one write and one sync; each is answered when its own
 * entries are durable. One worker: what a caller is told about order is the order on disk.
 */
export class GroupCommit {
  private readonly journal: Journal
  private readonly events: CommitEvents
  private nextIndex: number
  private queue: Request[] = []
  private cuts: CutRequest[] = []
  private durable: Uint8Array[] = []
  private unpublished = 0
  private pendingEntries = 0
  private pendingBytes = 0
  private isWorking = false
  private working: Promise<void> = Promise.resolve()
  private failure: LogError | undefined

  constructor(journal: Journal, nextIndex: number, events: CommitEvents) {
    this.journal = journal
    this.nextIndex = nextIndex
    this.events = events
  }

  /** @throws LogError LOG_ENTRY_TOO_LONG, LOG_QUEUE_FULL, LOG_CLOSED, LOG_WRITE_FAILED */
  async append(entries: readonly Uint8Array[]): Promise<readonly number[]> {
    if (this.failure !== undefined) throw this.failure
    this.admit(entries)
    if (entries.length === 0) return []
    return new Promise((resolve, reject) => {
      this.queue.push({ entries, resolve, reject })
      this.wake()
    })
  }

  /** Everything that is durable; later commits go to another file. */
  async cut(): Promise<Cut> {
    if (this.failure !== undefined) throw this.failure
    return new Promise((resolve, reject) => {
      this.cuts.push({ resolve, reject })
      this.wake()
    })
  }

  /** Entries of a cut are in tiles now. */
  release(entries: readonly Uint8Array[]): void {
    this.unpublished -= entries.length
    this.pendingEntries -= entries.length
    this.pendingBytes -= bytesOf(entries)
    this.wake()
  }

  /** Nothing is accepted any more; what was waits to be written. */
  async stop(failure: LogError): Promise<void> {
    this.failure ??= failure
    await this.working
    // Those that waited for a checkpoint: nobody was told that they are in.
    for (const { reject } of this.queue.splice(0)) reject(this.failure)
  }

  private admit(entries: readonly Uint8Array[]): void {
    const long = entries.find(({ length }) => length > entryMaxBytes)
    if (long !== undefined)
      throw new LogError(
        'LOG_ENTRY_TOO_LONG',
        `an entry of ${long.length} bytes is more than ${entryMaxBytes}: log its hash and keep it elsewhere`,
      )
    const bytes = bytesOf(entries)
    const { pendingEntriesMax, pendingMaxBytes } = commitLimits
    if (
      this.pendingEntries + entries.length > pendingEntriesMax ||
      this.pendingBytes + bytes > pendingMaxBytes
    )
      throw new LogError(
        'LOG_QUEUE_FULL',
        `${this.pendingEntries} entries wait for the disk: try again later`,
      )
    this.pendingEntries += entries.length
    this.pendingBytes += bytes
  }

  private wake(): void {
    if (this.isWorking) return
    this.isWorking = true
    this.working = this.work()
  }

  /** Ends its own reign in the same step in which it finds nothing to do: whoever comes later wakes another. */
  private async work(): Promise<void> {
    while (this.cuts.length > 0 || this.mayCommit()) {
      const [requests, cuts] = [this.mayCommit() ? this.takeRequests() : [], this.cuts]
      this.cuts = []
      try {
        if (requests.length > 0) await this.commit(requests)
        if (cuts.length > 0) await this.serve(cuts)
      } catch (error) {
        this.fail(error, [...requests, ...cuts])
      }
    }
    this.isWorking = false
    if (this.queue.length > 0 && this.failure === undefined) this.events.onBacklog()
  }

  private mayCommit(): boolean {
    return this.queue.length > 0 && this.unpublished < commitLimits.unpublishedEntriesMax
  }

  private takeRequests(): readonly Request[] {
    let bytes = 0
    const end = this.queue.findIndex(({ entries }) => {
      bytes += bytesOf(entries)
      return bytes > commitLimits.commitMaxBytes
    })
    return this.queue.splice(0, end < 0 ? this.queue.length : Math.max(end, 1))
  }

  private async commit(requests: readonly Request[]): Promise<void> {
    const entries = requests.flatMap((request) => request.entries)
    await this.journal.commit(entries)
    for (const entry of entries) this.durable.push(entry)
    this.unpublished += entries.length
    for (const request of requests) {
      request.resolve(request.entries.map((_, at) => this.nextIndex + at))
      this.nextIndex += request.entries.length
    }
    this.events.onDurable()
  }

  private async serve(cuts: readonly CutRequest[]): Promise<void> {
    const entries = this.durable
    const segment = entries.length === 0 ? undefined : await this.journal.rotate()
    this.durable = []
    for (const [at, { resolve }] of cuts.entries())
      resolve(at === 0 ? { entries, segment } : { entries: [], segment: undefined })
  }

  /** After a failed write or sync nobody knows what the disk holds: it is not tried again. */
  private fail(error: unknown, asked: readonly { readonly reject: (error: unknown) => void }[]): void {
    this.failure ??= new LogError(
      'LOG_WRITE_FAILED',
      `the log cannot be written: ${(error as Error).message}. Open it again when the disk is well`,
      { cause: error },
    )
    for (const { reject } of [...asked, ...this.queue, ...this.cuts]) reject(this.failure)
    this.queue = []
    this.cuts = []
    this.events.onFailure(this.failure)
  }
}

function bytesOf(entries: readonly Uint8Array[]): number {
  return entries.reduce((sum, { length }) => sum + length, 0)
}
