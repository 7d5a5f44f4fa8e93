import { CountersignError } from '../../platform/errors.ts'
import type { Picture } from './logo.ts'

/** WebP container (RFC 9649, section 2): RIFF chunks, each padded to an even length. */
const riffBytes = 12
const chunkHeadBytes = 8
const keptChunks = new Set(['VP8X', 'ICCP', 'ALPH', 'VP8 ', 'VP8L'])
const movingChunks = new Set(['ANIM', 'ANMF'])
/** Of VP8X: a colour profile and transparency are said; Exif, XMP and animation are not. */
const keptFlags = 0b0011_0000

type Chunk = { readonly type: string; readonly data: Buffer; readonly whole: Buffer }
type Size = { readonly width: number; readonly height: number }

/** Undefined when it is no WebP. Errors: LOGO_REFUSED when it is a broken or moving one. */
export function readWebp(file: Buffer): Picture | undefined {
  const mark = (from: number) => file.subarray(from, from + 4).toString('latin1')
  if (file.length < riffBytes || mark(0) !== 'RIFF' || mark(8) !== 'WEBP') return undefined
  const chunks = chunksOf(file)
  if (chunks.some(({ type }) => movingChunks.has(type))) throw refused('the WebP moves')
  const size = chunks.map(sizeOf).find((one) => one !== undefined)
  if (size === undefined) throw refused('the WebP has no picture')
  const kept = chunks.filter(({ type }) => keptChunks.has(type)).map(withoutRemarks)
  return { mediaType: 'image/webp', ...size, bytes: riff(kept) }
}

function chunksOf(file: Buffer): readonly Chunk[] {
  const end = chunkHeadBytes + file.readUInt32LE(4)
  if (end > file.length) throw refused('the WebP is cut short')
  const chunks: Chunk[] = []
  for (let at = riffBytes; at + chunkHeadBytes <= end; ) {
    const bytes = file.readUInt32LE(at + 4)
    const next = at + chunkHeadBytes + bytes + (bytes % 2)
    if (next > end) throw refused('the WebP is damaged')
    const whole = file.subarray(at, next)
    const data = whole.subarray(chunkHeadBytes, chunkHeadBytes + bytes)
    chunks.push({ type: whole.subarray(0, 4).toString('latin1'), data, whole })
    at = next
  }
  return chunks
}

/** Of the picture itself; VP8X only repeats it (sections 2.5 to 2.7; RFC 6386, section 9.1). */
function sizeOf({ type, data }: Chunk): Size | undefined {
  if (type === 'VP8L' && data.length >= 5 && data[0] === 0x2f) {
    const bits = data.readUInt32LE(1)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (type !== 'VP8 ' || data.length < 10 || data.readUIntBE(3, 3) !== 0x9d012a) return undefined
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
}

function withoutRemarks({ type, data, whole }: Chunk): Buffer {
  if (type !== 'VP8X' || data.length === 0) return whole
  const plain = Buffer.from(whole)
  plain[chunkHeadBytes] = (data[0] ?? 0) & keptFlags
  return plain
}

function riff(chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks])
  const head = Buffer.alloc(chunkHeadBytes)
  head.write('RIFF', 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
}

function refused(why: string): CountersignError {
  return new CountersignError('LOGO_REFUSED', why)
}
