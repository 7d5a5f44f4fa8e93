import { createReadStream, type Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from './command.ts'

/** `path` is as the person named it; `-` is standard input. */
export type LogFile = { readonly path: string; readonly sizeBytes: number }

export type LogFiles = {
  readonly files: readonly LogFile[]
  /** Files in folders that hold no logs this program reads, and why they were left out. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[]
}

/** Files that hold no logs, whatever folder they lie in. A file named outright is always read. */
const skippedNames: readonly (readonly [RegExp, string])[] = [
  [/^\./, 'hidden'],
  [/^(README|LICEN[CS]E|NOTICE|COPYING)/i, 'documentation'],
  [/^ground-truth\.json$/, 'the answers of a simulation, which no detector may read'],
  [/\.(md|ya?ml|html?|pdf|png|jpe?g|svg)$/i, 'documentation'],
  [/\.(zip|tar|tgz|tar\.gz|7z|xz|bz2)$/i, 'an archive: unpack it first'],
  [/\.(evtx|etl)$/i, 'binary Windows event log: export it as JSON first'],
  [/\.(pcap|pcapng)$/i, 'packets: read them with Zeek or Suricata first'],
]

/**
 * The log files behind the paths a person named, in path order, each once. Errors: `UsageError` when a path does not
 * exist or cannot be read.
 */
export async function findLogFiles(paths: readonly string[]): Promise<LogFiles> {
  const walk = new Walk()
  for (const path of paths) {
    if (path === '-') walk.files.set('-', { path, sizeBytes: 0 })
    else await walk.named(path)
  }
  return { files: [...walk.files.values()], skipped: walk.skipped }
}

class Walk {
  /** By the file they really are: a file named twice is read once. */
  readonly files = new Map<string, LogFile>()
  readonly skipped: { file: string; reason: string }[] = []

  async named(path: string): Promise<void> {
    const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(
        error.code === 'ENOENT'
          ? `There is no file or folder "${path}".`
          : `"${path}" cannot be read: ${error.message}`,
      )
    })
    if (info.isDirectory()) await this.#folder(path)
    else await this.#add(path, info.isFile() ? info.size : 0)
  }

  async #folder(path: string): Promise<void> {
    const entries = await readdir(path, { withFileTypes: true }).catch((error: Error) => {
      this.skipped.push({ file: path, reason: error.message })
      return []
    })
    for (const entry of entries.sort(byName)) await this.#entry(join(path, entry.name), entry)
  }

  async #entry(path: string, entry: Dirent): Promise<void> {
    const reason = skippedNames.find(([pattern]) => pattern.test(entry.name))?.[1]
    if (reason === 'hidden') return
    if (entry.isDirectory()) return this.#folder(path)
    if (reason !== undefined) this.skipped.push({ file: path, reason })
    else if (entry.isFile()) await this.#add(path, (await stat(path)).size)
    else if (entry.isSymbolicLink())
      this.skipped.push({ file: path, reason: 'a link: name it to have it read' })
  }

  async #add(path: string, sizeBytes: number): Promise<void> {
    const real = await realpath(path)
    if (!this.files.has(real)) this.files.set(real, { path, sizeBytes })
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

const chunkBytes = 256 * 1024

export function openLogFile(path: string) {
  return createReadStream(path, { highWaterMark: chunkBytes })
}
