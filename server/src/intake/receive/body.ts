import type { IncomingMessage } from 'node:http'
import { CountersignError } from '../../platform/errors.ts'
import type { BodyMemory } from '../body-memory.ts'
import type { InFlight } from '../in-flight.ts'
import type { ContentEncoding, SharedBody } from '../worker/batch.ts'

/** A body in memory that worker threads can read, and its share of the memory budget. */
export type HeldBody = { readonly body: SharedBody; readonly release: () => void }

/** Where bodies go: the budget that bounds them, and the memory that they are put into. */
export type BodyRoom = { readonly inFlight: InFlight; readonly memory: BodyMemory }

/**
 * Receives a body within the budget. With a `Content-Length` its room is reserved before the first byte; without, as
 * the bytes come. Errors: BODY_TOO_LARGE, TOO_BUSY, BODY_BROKEN when the sender stops in the middle.
 */
export async function holdBody(
  stream: AsyncIterable<Buffer>,
  statedBytes: number | undefined,
  maxBytes: number,
  { inFlight, memory }: BodyRoom,
): Promise<HeldBody> {
  if (statedBytes !== undefined && statedBytes > maxBytes) throw tooLarge(maxBytes)
  const releases = statedBytes === undefined ? [] : [inFlight.reserve(statedBytes)]
  const release = (): void => {
    for (const one of releases.splice(0)) one()
  }
  try {
    const body =
      statedBytes === undefined
        ? await readChunks(stream, maxBytes, memory, (bytes) => releases.push(inFlight.reserve(bytes)))
        : await readStated(stream, statedBytes, memory)
    releases.push(() => memory.giveBack(body.memory))
    return { body, release }
  } catch (error) {
    release()
    if (error instanceof CountersignError) throw error
    throw new CountersignError('BODY_BROKEN', 'the sender stopped before the end', { cause: error })
  }
}

/** Node ends a request at its `Content-Length`, so only a shorter body is possible, and that is a broken one. */
async function readStated(
  stream: AsyncIterable<Buffer>,
  bytes: number,
  room: BodyMemory,
): Promise<SharedBody> {
  const memory = room.take(bytes)
  const target = new Uint8Array(memory)
  let at = 0
  for await (const chunk of stream) {
    target.set(chunk, at)
    at += chunk.length
    letGo(chunk)
  }
  if (at !== bytes) throw new CountersignError('BODY_BROKEN', `${at} of ${bytes} bytes arrived`)
  return { memory, bytes }
}

async function readChunks(
  stream: AsyncIterable<Buffer>,
  maxBytes: number,
  room: BodyMemory,
  reserve: (bytes: number) => void,
): Promise<SharedBody> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    reserve(chunk.length)
    chunks.push(chunk)
  }
  const memory = room.take(bytes)
  const target = new Uint8Array(memory)
  let at = 0
  for (const chunk of chunks) {
    target.set(chunk, at)
    at += chunk.length
    letGo(chunk)
  }
  return { memory, bytes }
}

/** Frees what the network gave at once: left to the collector, every few bodies cost a whole round of it. */
function letGo(chunk: Buffer): void {
  const { buffer } = chunk
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.length) buffer.transfer(0)
}

function tooLarge(maxBytes: number): CountersignError {
  return new CountersignError('BODY_TOO_LARGE', `the body is more than intakeBodyMaxBytes (${maxBytes})`)
}

const encodings: Readonly<Record<string, ContentEncoding>> = {
  identity: 'identity',
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  zstd: 'zstd',
}

/** RFC 9110 section 8.4. Errors: MEDIA_TYPE_UNSUPPORTED. */
export function contentEncodingOf({
  headers,
}: Pick<IncomingMessage, 'headers'>): ContentEncoding | undefined {
  const name = headers['content-encoding']?.trim().toLowerCase() ?? ''
  if (name === '') return undefined
  const encoding = encodings[name]
  if (encoding === undefined)
    throw new CountersignError(
      'MEDIA_TYPE_UNSUPPORTED',
      'content encodings read here are gzip, deflate and zstd',
    )
  return encoding
}

export function contentLengthOf({ headers }: Pick<IncomingMessage, 'headers'>): number | undefined {
  const text = headers['content-length']
  return text === undefined ? undefined : Number(text)
}
