import { FormatError } from './format-error.ts'
import { tileWidth } from './tile-path.ts'

/** What a uint16 length can say. */
export const entryMaxBytes = 65_535

const lengthBytes = 2

/** Entries with a big-endian uint16 length each: c2sp.org/tlog-tiles. @throws FormatError when one is too long */
export function formatEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + lengthBytes + entry.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const entry of entries) {
    if (entry.length > entryMaxBytes)
      throw new FormatError(`an entry is ${entry.length} bytes, more than ${entryMaxBytes}`)
    view.setUint16(at, entry.length)
    bytes.set(entry, at + lengthBytes)
    at += lengthBytes + entry.length
  }
  return bytes
}

/** @throws FormatError when the bytes end inside an entry, or hold more than 256 */
export function parseEntryBundle(bytes: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const end =
      at + lengthBytes > bytes.length ? Number.POSITIVE_INFINITY : at + lengthBytes + view.getUint16(at)
    if (end > bytes.length) throw new FormatError('the entry bundle ends inside an entry')
    if (entries.length === tileWidth)
      throw new FormatError(`the entry bundle has more than ${tileWidth} entries`)
    entries.push(bytes.subarray(at + lengthBytes, end))
    at = end
  }
  return entries
}
