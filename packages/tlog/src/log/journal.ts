import { formatFrame, type JournalFrame, readFrames } from './journal-frame.ts'
import { type LogDisk, makeFolders } from './log-disk.ts'
import { LogError } from './log-error.ts'

/**
 * Where an entry is durable before it is in a tile: files of frames, each file named by the index it begins at. A file is
 * removed once a checkpoint covers it.
 */
const folder = 'journal'
const nameDigits = 16

export type Replay = {
  readonly entries: readonly Uint8Array[]
  readonly segments: readonly string[]
  /** What stood after the last whole frame and was never acknowledged. */
  readonly discardedBytes: number
}

/**
 * All entries from `baseSize` on, in order.
 * @throws LogError LOG_DAMAGED when one is missing between others, or a frame before the last does not check
 */
export async function replayJournal(disk: LogDisk, baseSize: number): Promise<Replay> {
  const names = (await disk.list(folder)).filter((name) => /^[0-9]{16}$/.test(name)).sort()
  const entries: Uint8Array[] = []
  let discardedBytes = 0
  for (const [at, name] of names.entries()) {
    const { frames, tailBytes, damagedAt } = readFrames(
      (await disk.read(`${folder}/${name}`)) ?? new Uint8Array(0),
    )
    for (const frame of frames) takeFrame(entries, frame, baseSize)
    const next = baseSize + entries.length
    if (damagedAt !== undefined)
      throw damaged(
        `${folder}/${name} does not check at byte ${damagedAt}: acknowledged entries from ${next} on are there`,
      )
    if (Number(names[at + 1] ?? 0) > next)
      throw damaged(`entries ${next} to ${Number(names[at + 1]) - 1} are missing`)
    if (Number(name) > next) throw damaged(`entries ${next} to ${Number(name) - 1} are missing`)
    discardedBytes += tailBytes
  }
  return { entries, segments: names.map((name) => `${folder}/${name}`), discardedBytes }
}

/** Adds what a frame holds beyond what is known already. */
function takeFrame(entries: Uint8Array[], frame: JournalFrame, baseSize: number): void {
  const next = baseSize + entries.length
  if (frame.firstIndex > next) throw damaged(`entries ${next} to ${frame.firstIndex - 1} are missing`)
  entries.push(...frame.entries.slice(next - frame.firstIndex))
}

function damaged(what: string): LogError {
  return new LogError(
    'LOG_DAMAGED',
    `the log's journal is damaged: ${what}. Restore the folder from a copy; nothing was changed`,
  )
}

/** The file that commits go to. One caller at a time. */
export class Journal {
  private readonly disk: LogDisk
  private segment: string | undefined
  private nextIndex: number

  constructor(disk: LogDisk, nextIndex: number) {
    this.disk = disk
    this.nextIndex = nextIndex
  }

  /** The next commit goes to a new file. Gives back the one so far: it may be removed when a checkpoint covers it. */
  async rotate(): Promise<string | undefined> {
    const old = this.segment
    const path = `${folder}/${String(this.nextIndex).padStart(nameDigits, '0')}`
    if (old === path) return undefined
    const changed = await makeFolders(this.disk, folder)
    await this.disk.write(path, new Uint8Array(0))
    await this.disk.syncFile(path)
    for (const name of new Set([...changed, folder])) await this.disk.syncFolder(name)
    this.segment = path
    return old
  }

  /** Resolves when the entries survive a crash. */
  async commit(entries: readonly Uint8Array[]): Promise<void> {
    if (this.segment === undefined) await this.rotate()
    const path = this.segment as string
    await this.disk.append(path, formatFrame({ firstIndex: this.nextIndex, entries }))
    await this.disk.syncFile(path)
    this.nextIndex += entries.length
  }
}
