import { createHash } from 'node:crypto'
import { closeSync, createReadStream, createWriteStream, fsyncSync, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'

/** Of a finished file. */
export type FileSeal = { readonly bytes: number; readonly sha256: string }

/** Lines, compressed; resolves to how many there were. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<number> {
  let count = 0
  const counted = async function* () {
    for await (const line of lines) {
      count += 1
      yield `${line}\n`
    }
  }
  await pipeline(Readable.from(counted()), createZstdCompress(), createWriteStream(path, { mode: 0o600 }))
  return count
}

/** Nothing is opened before the first line is asked for. */
export async function* readLines(path: string): AsyncIterable<string> {
  const text = createReadStream(path).pipe(createZstdDecompress())
  yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })
}

/** Size and hash of what the disk holds. */
export async function sealOf(path: string): Promise<FileSeal> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** A file or folder that has to be there after a power loss. */
export function syncToDisk(path: string): void {
  const opened = openSync(path, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
