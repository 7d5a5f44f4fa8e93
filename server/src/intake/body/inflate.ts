import { constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { BatchRefused, ContentEncoding, WorkerLimits } from '../worker/batch.ts'

export type Inflated = { readonly kind: 'bytes'; readonly bytes: Buffer } | BatchRefused

/** Small bodies may inflate this far whatever their ratio: a page of blanks is no bomb. */
const ratioFreeBytes = 4 * 1024 * 1024

/**
 * The body as it was before compression. Output is bounded while it is made, by absolute size and by ratio, so a
 * decompression bomb costs at most that. A stream cut short is refused as a whole: nothing of it is kept.
 */
export function inflate(
  body: Buffer,
  declared: ContentEncoding | undefined,
  limits: Pick<WorkerLimits, 'intakeInflatedMaxBytes' | 'intakeInflateRatioMax'>,
): Inflated {
  const encoding = declared === undefined || declared === 'identity' ? encodingOf(body) : declared
  if (encoding === 'identity') return { kind: 'bytes', bytes: body }
  const maxOutputLength = Math.min(
    limits.intakeInflatedMaxBytes,
    Math.max(ratioFreeBytes, body.length * limits.intakeInflateRatioMax),
  )
  try {
    return { kind: 'bytes', bytes: inflators[encoding](body, { maxOutputLength }) }
  } catch (error) {
    return refusal(encoding, error as NodeJS.ErrnoException, maxOutputLength, limits)
  }
}

const inflators = { gzip: gunzipSync, deflate: inflateSync, zstd: zstdDecompressSync }

/** RFC 1952 section 2.3.1 (gzip) and RFC 8878 section 3.1.1 (Zstandard) magic numbers. */
function encodingOf(body: Buffer): ContentEncoding {
  if (body.length >= 3 && body[0] === 0x1f && body[1] === 0x8b && body[2] === 0x08) return 'gzip'
  if (body.length >= 4 && body.readUInt32LE(0) === 0xfd2fb528) return 'zstd'
  return 'identity'
}

function refusal(
  encoding: ContentEncoding,
  error: NodeJS.ErrnoException,
  maxOutputLength: number,
  limits: Pick<WorkerLimits, 'intakeInflatedMaxBytes' | 'intakeInflateRatioMax'>,
): BatchRefused {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') {
    const limit =
      maxOutputLength === limits.intakeInflatedMaxBytes
        ? `intakeInflatedMaxBytes (${limits.intakeInflatedMaxBytes})`
        : `intakeInflateRatioMax (${limits.intakeInflateRatioMax} to 1)`
    return {
      kind: 'refused',
      code: 'BODY_TOO_LARGE',
      detail: `decompressed, the ${encoding} body passes ${limit}`,
    }
  }
  const cut = error.errno === constants.Z_BUF_ERROR || /unexpected end|incomplete/i.test(error.message)
  return {
    kind: 'refused',
    code: 'BODY_BROKEN',
    detail: cut ? `the ${encoding} body is truncated` : `the body is no valid ${encoding}: ${error.message}`,
  }
}
