import { concatBytes, sameBytes, utf8 } from '../bytes.ts'
import { formatEntryBundle } from '../entry-bundle.ts'
import { hashBytes, sha256 } from '../merkle/tree-hash.ts'

/** One group commit in the journal: head, entries with a uint16 length each, and the SHA-256 of both. */
export type JournalFrame = { readonly firstIndex: number; readonly entries: readonly Uint8Array[] }

const magic = utf8('CSTLOG1\n')
const headBytes = magic.length + 8 + 4 + 4

export function formatFrame({ firstIndex, entries }: JournalFrame): Uint8Array {
  const body = formatEntryBundle(entries)
  const head = new Uint8Array(headBytes)
  const view = new DataView(head.buffer)
  head.set(magic)
  view.setBigUint64(magic.length, BigInt(firstIndex))
  view.setUint32(magic.length + 8, entries.length)
  view.setUint32(magic.length + 12, body.length)
  const frame = concatBytes([head, body])
  return concatBytes([frame, sha256(frame)])
}

export type JournalReading = {
  readonly frames: readonly JournalFrame[]
  /** Bytes at the end that are no whole frame: a commit that was cut off before anybody was told of it. */
  readonly tailBytes: number
  /** Where a frame should be and is none, though whole ones follow: damage, since each was synced before the next. */
  readonly damagedAt?: number
}

export function readFrames(bytes: Uint8Array): JournalReading {
  const frames: JournalFrame[] = []
  let at = 0
  while (at < bytes.length) {
    const found = frameAt(bytes, at)
    if (found === undefined) {
      const tail = { frames, tailBytes: bytes.length - at }
      return hasFrameAfter(bytes, at + 1) ? { ...tail, damagedAt: at } : tail
    }
    frames.push(found.frame)
    at = found.end
  }
  return { frames, tailBytes: 0 }
}

function frameAt(
  bytes: Uint8Array,
  at: number,
): { readonly frame: JournalFrame; readonly end: number } | undefined {
  if (at + headBytes + hashBytes > bytes.length) return undefined
  if (!sameBytes(bytes.subarray(at, at + magic.length), magic)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + at + magic.length)
  const count = view.getUint32(8)
  const bodyEnd = at + headBytes + view.getUint32(12)
  const end = bodyEnd + hashBytes
  if (end > bytes.length) return undefined
  if (!sameBytes(sha256(bytes.subarray(at, bodyEnd)), bytes.subarray(bodyEnd, end))) return undefined
  const entries = entriesOf(bytes.subarray(at + headBytes, bodyEnd))
  if (entries.length !== count) return undefined
  return { frame: { firstIndex: Number(view.getBigUint64(0)), entries }, end }
}

/** The hash was right, so the lengths are what was written. Copies: the file's bytes are not kept. */
function entriesOf(body: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  const entries: Uint8Array[] = []
  for (let at = 0; at < body.length; ) {
    const end = at + 2 + view.getUint16(at)
    entries.push(body.slice(at + 2, end))
    at = end
  }
  return entries
}

function hasFrameAfter(bytes: Uint8Array, from: number): boolean {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = whole.indexOf(magic, from); at >= 0; at = whole.indexOf(magic, at + 1))
    if (frameAt(bytes, at) !== undefined) return true
  return false
}
