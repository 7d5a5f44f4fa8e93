import { createHash } from 'node:crypto'
import { PassThrough, type Readable } from 'node:stream'
import type { PackFile } from '@countersign/pack/pack-files'
import { Zip, ZipDeflate } from 'fflate'

/** A zip that is written while it is read: what is added goes out, and no file is held as a whole. */
export type ZipStream = {
  readonly readable: Readable
  /** Resolves when the file is in the zip; to what a manifest says of it. */
  readonly add: (path: string, content: AsyncIterable<Uint8Array> | Uint8Array) => Promise<PackFile>
  readonly end: () => void
  /** Whoever reads is told that the zip is broken off. */
  readonly fail: (error: Error) => void
}

const level = 6

export function openZipStream(modifiedAt: Date): ZipStream {
  const readable = new PassThrough()
  const zip = new Zip((error, chunk, isLast) => {
    if (error !== null) return void readable.destroy(error)
    readable.write(chunk)
    if (isLast) readable.end()
  })
  return {
    readable,
    add: async (path, content) => {
      const file = new ZipDeflate(path, { level })
      file.mtime = modifiedAt
      zip.add(file)
      const hash = createHash('sha256')
      let bytes = 0
      for await (const chunk of content instanceof Uint8Array ? [content] : content) {
        hash.update(chunk)
        bytes += chunk.length
        file.push(chunk, false)
        await roomIn(readable)
      }
      file.push(new Uint8Array(), true)
      return { path, bytes, sha256: hash.digest('hex') }
    },
    end: () => zip.end(),
    fail: (error) => void readable.destroy(error),
  }
}

/** Waits while the reader is behind; a reader that went away ends the work. */
async function roomIn(readable: PassThrough): Promise<void> {
  if (readable.destroyed) throw new Error('the reader of the pack went away')
  if (!readable.writableNeedDrain) return
  await new Promise<void>((resolve, reject) => {
    readable.once('drain', resolve)
    readable.once('close', () => reject(new Error('the reader of the pack went away')))
  })
}
