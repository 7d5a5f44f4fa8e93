import { FormatError } from './format-error.ts'

const shape = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
// One call of String.fromCharCode takes only so many arguments.
const chunkBytes = 8_192

/** Base 64 of RFC 4648 §4, with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += chunkBytes)
    binary += String.fromCharCode(...bytes.subarray(at, at + chunkBytes))
  return btoa(binary)
}

/**
 * Strict: padding is there, nothing stands between the letters, and the bits that carry no data are zero (RFC 4648 §3.5),
 * so that one value has one spelling and a changed letter is always a changed value.
 * @throws FormatError
 */
export function decodeBase64(text: string, what: string): Uint8Array {
  if (!shape.test(text)) throw new FormatError(`${what} is not base 64`)
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  if (encodeBase64(bytes.subarray(bytes.length - (bytes.length % 3))) !== tailOf(text, bytes.length))
    throw new FormatError(`${what} is base 64 with stray bits at its end`)
  return bytes
}

function tailOf(text: string, length: number): string {
  return length % 3 === 0 ? '' : text.slice(-4)
}
