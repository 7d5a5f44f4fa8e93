import { FormatError } from './format-error.ts'

const encoder = new TextEncoder()
// ignoreBOM: a byte order mark is part of the text, since signatures are over bytes.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** @throws FormatError when the bytes are not valid UTF-8 */
export function textOf(bytes: Uint8Array, what: string): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new FormatError(`${what} is not valid UTF-8`)
  }
}

/** Text as it is, bytes decoded; both bounded. @throws FormatError */
export function boundedText(input: Uint8Array | string, maxBytes: number, what: string): string {
  const length = typeof input === 'string' ? utf8(input).length : input.length
  if (length > maxBytes) throw new FormatError(`${what} is ${length} bytes, more than ${maxBytes}`)
  if (typeof input !== 'string') return textOf(input, what)
  if (!input.isWellFormed()) throw new FormatError(`${what} holds a lone surrogate`)
  return input
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Public data only: the time it takes tells where the first difference is. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  // A loop: `every` with a function is many times slower, and tiles are 8 KB.
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Big-endian uint64; `value` is a safe integer. */
export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}
