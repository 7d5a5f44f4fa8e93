/** One member of a tar archive. `bytes` is empty for everything but a file. */
export type UstarEntry = {
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly bytes: Buffer
}

/** The archive is not what it says it is; the message says where. */
export class UstarBroken extends Error {}

const blockBytes = 512
/** An extended header holds names, not data. */
const extendedHeaderMaxBytes = 64 * 1024

/**
 * The members of a tar archive, in its order: POSIX ustar with pax extended headers (IEEE Std 1003.1-2017, pax,
 * "ustar Interchange Format"), and GNU long names. Nothing is written and no path is followed. Throws UstarBroken.
 */
export function* readUstar(archive: Buffer): Generator<UstarEntry> {
  let at = 0
  let extended: Extended = {}
  while (at + blockBytes <= archive.length) {
    const header = archive.subarray(at, at + blockBytes)
    if (header.every((byte) => byte === 0)) return
    const member = readHeader(header, at)
    const size = extended.size ?? member.size
    at += blockBytes
    if (at + size > archive.length) throw new UstarBroken(`the archive ends inside of "${member.path}"`)
    const bytes = archive.subarray(at, at + size)
    at += Math.ceil(size / blockBytes) * blockBytes
    if (isExtension(member.type)) {
      extended = { ...extended, ...readExtension(member.type, bytes) }
      continue
    }
    const kind = kinds[member.type] ?? 'other'
    yield { path: extended.path ?? member.path, kind, bytes: kind === 'file' ? bytes : Buffer.alloc(0) }
    extended = {}
  }
}

type Extended = { readonly path?: string; readonly size?: number }
type Header = { readonly path: string; readonly size: number; readonly type: string }

const kinds: Readonly<Record<string, UstarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'link',
  '5': 'folder',
}

function readHeader(header: Buffer, at: number): Header {
  if (octal(header, 148, 8) !== checksum(header))
    throw new UstarBroken(`no tar header at byte ${at}: its checksum is wrong`)
  const name = text(header, 0, 100)
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(header, 345, 155) : ''
  return {
    path: prefix === '' || header.toString('latin1', 257, 265) === gnuMagic ? name : `${prefix}/${name}`,
    size: octal(header, 124, 12),
    type: header.toString('latin1', 156, 157),
  }
}

/** GNU archives keep times where ustar keeps the prefix. */
const gnuMagic = 'ustar  \0'

/** The sum of all bytes, those of the checksum itself counted as blanks. */
function checksum(header: Buffer): number {
  let sum = 0
  for (let i = 0; i < blockBytes; i++) sum += i >= 148 && i < 156 ? 0x20 : (header[i] as number)
  return sum
}

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end)
}

function octal(header: Buffer, from: number, length: number): number {
  const digits = header
    .toString('latin1', from, from + length)
    .replaceAll('\0', ' ')
    .trim()
  if (digits === '') return 0
  if (!/^[0-7]+$/.test(digits)) throw new UstarBroken('a number in a tar header is not octal')
  return Number.parseInt(digits, 8)
}

/** `x`: pax header of the next member; `g`: of all that follow (no name or size belongs there); `L`, `K`: GNU long names. */
function isExtension(type: string): boolean {
  return type === 'x' || type === 'g' || type === 'L' || type === 'K'
}

function readExtension(type: string, bytes: Buffer): Extended {
  if (bytes.length > extendedHeaderMaxBytes) throw new UstarBroken('an extended header is too long')
  if (type === 'L') return { path: bytes.toString('utf8').replace(/\0+$/, '') }
  return type === 'x' ? readPax(bytes) : {}
}

/** Records of the form `<length> <keyword>=<value>\n`, the length counting the whole record in bytes. */
function readPax(bytes: Buffer): Extended {
  let extended: Extended = {}
  let at = 0
  while (at < bytes.length) {
    const blank = bytes.indexOf(0x20, at)
    const length = Number(bytes.toString('latin1', at, blank < 0 ? at : blank))
    if (!Number.isInteger(length) || length < 5 || at + length > bytes.length)
      throw new UstarBroken('an extended header is malformed')
    const [, keyword = '', value = ''] =
      /^([^=]*)=(.*)\n$/s.exec(bytes.toString('utf8', blank + 1, at + length)) ?? []
    if (keyword === 'path') extended = { ...extended, path: value }
    if (keyword === 'size') extended = { ...extended, size: paxSize(value) }
    at += length
  }
  return extended
}

function paxSize(value: string): number {
  const size = Number(value)
  if (/^[0-9]{1,15}$/.test(value)) return size
  throw new UstarBroken('an extended header with a size that is no number')
}
