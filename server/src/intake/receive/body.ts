import type { IncomingMessage } from 'node:http'
import { CountersignError } from '../../platform/errors.ts'
import type { InFlight } from '../in-flight.ts'
import type { ContentEncoding } from '../worker/batch.ts'

/** A body in memory that worker threads can read, and its share of the memory budget. */
export type HeldBody = { readonly body: SharedArrayBuffer; readonly release: () => void }

/**
 * Receives a body within the budget. With a `Content-Length` its room is reserved before the first byte; without, as
 * the bytes come. Errors: BODY_TOO_LARGE, TOO_BUSY, BODY_BROKEN when the sender stops in the middle.
 */
export async function holdBody(
  stream: AsyncIterable<Buffer>,
  statedBytes: number | undefined,
  maxBytes: number,
  budget: InFlight,
): Promise<HeldBody> {
  if (statedBytes !== undefined && statedBytes > maxBytes) throw tooLarge(maxBytes)
  const releases = statedBytes === undefined ? [] : [budget.reserve(statedBytes)]
  const release = (): void => {
    for (const one of releases) one()
  }
  try {
    if (statedBytes !== undefined) return { body: await readStated(stream, statedBytes), release }
    return {
      body: await readChunks(stream, maxBytes, (bytes) => releases.push(budget.reserve(bytes))),
      release,
    }
  } catch (error) {
    release()
    throw error instanceof CountersignError
      ? error
      : new CountersignError('BODY_BROKEN', 'the sender stopped before the end', { cause: error })
  }
}

/** Node ends a request at its `Content-Length`, so only a shorter body is possible, and that is a broken one. */
async function readStated(stream: AsyncIterable<Buffer>, bytes: number): Promise<SharedArrayBuffer> {
  const body = new SharedArrayBuffer(bytes)
  const target = new Uint8Array(body)
  let at = 0
  for await (const chunk of stream) {
    target.set(chunk, at)
    at += chunk.length
  }
  if (at !== bytes) throw new CountersignError('BODY_BROKEN', `${at} of ${bytes} bytes arrived`)
  return body
}

async function readChunks(
  stream: AsyncIterable<Buffer>,
  maxBytes: number,
  reserve: (bytes: number) => void,
): Promise<SharedArrayBuffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    reserve(chunk.length)
    chunks.push(chunk)
  }
  const body = new SharedArrayBuffer(size)
  const target = new Uint8Array(body)
  let at = 0
  for (const chunk of chunks) {
    target.set(chunk, at)
    at += chunk.length
  }
  return body
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
