import { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'

/** Why a file as a whole cannot be read as a log; the message says what to do. */
export class UnreadableLog extends Error {
  override readonly name = 'UnreadableLog'
}

/** Bytes at the beginning that tell what a file is. */
const headBytes = 512

/**
 * The bytes of a log, decompressed by what they are and not by the file's name. `onRead` counts bytes of the file
 * itself. Throws `UnreadableLog` for what is no text at all.
 */
export async function* logBytes(
  source: Readable,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const chunks = counted(source, onRead)
  const head = await readHead(chunks)
  if (head.length === 0) return
  const all = () => Readable.from(joined(head, chunks), { objectMode: false })
  if (head[0] === 0x1f && head[1] === 0x8b) yield* inflated(all(), createGunzip(), 'gzip')
  else if (head.length > 3 && head.readUInt32LE(0) === 0xfd2fb528)
    yield* inflated(all(), createZstdDecompress(), 'zstd')
  else yield* plain(head, chunks)
}

async function* counted(source: Readable, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer)
    onRead(bytes.length)
    yield bytes
  }
}

async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0)
  while (head.length < headBytes) {
    const next = await chunks.next()
    if (next.done === true) break
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
  }
  return head
}

async function* joined(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}

async function* plain(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Uint8Array> {
  refuseBinary(head)
  yield* joined(head, rest)
}

async function* inflated(
  compressed: Readable,
  through: ReturnType<typeof createGunzip | typeof createZstdDecompress>,
  name: string,
): AsyncGenerator<Uint8Array> {
  compressed.on('error', (error) => through.destroy(error))
  let first = true
  try {
    for await (const chunk of compressed.pipe(through)) {
      if (first) refuseBinary(chunk as Buffer)
      first = false
      yield chunk as Buffer
    }
  } catch (error) {
    if (error instanceof UnreadableLog) throw error
    throw new UnreadableLog(`the ${name} stream is broken here: ${(error as Error).message}`)
  }
}

const signatures: readonly (readonly [string, string])[] = [
  ['ElfFile\0', 'a binary Windows event log: export it as JSON first'],
  ['PK\u0003\u0004', 'a zip archive: unpack it first'],
  ['PAR1', 'a Parquet file: export it as JSON first'],
  ['SQLite format 3', 'an SQLite database'],
]

function refuseBinary(bytes: Buffer): void {
  const start = bytes.toString('latin1', 0, headBytes)
  const known = signatures.find(([signature]) => start.startsWith(signature))
  if (known !== undefined) throw new UnreadableLog(`this is ${known[1]}`)
  if (start.startsWith('\u00ff\u00fe') || start.startsWith('\u00fe\u00ff'))
    throw new UnreadableLog('this is UTF-16 text: convert it to UTF-8 first')
  if (start.includes('\0')) throw new UnreadableLog('this is a binary file and no log')
}
