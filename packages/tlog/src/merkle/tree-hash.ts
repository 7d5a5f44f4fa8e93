import { hash } from 'node:crypto'

/** Bytes of a SHA-256 hash. */
export const hashBytes = 32

const nodeInput = new Uint8Array(1 + 2 * hashBytes)
nodeInput[0] = 1

export function sha256(bytes: Uint8Array): Uint8Array {
  // A plain array, not a Buffer: `slice` of a Buffer shares memory.
  const { buffer, byteOffset } = hash('sha256', bytes, 'buffer')
  return new Uint8Array(buffer, byteOffset, hashBytes)
}

/** RFC 6962 §2.1: the root of a tree without entries. */
export const emptyRoot: Uint8Array = sha256(new Uint8Array(0))

/** RFC 6962 §2.1: SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length)
  input.set(entry, 1)
  return sha256(input)
}

/** RFC 6962 §2.1: SHA-256(0x01 || left || right). Both are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeInput.set(left, 1)
  nodeInput.set(right, 1 + hashBytes)
  return sha256(nodeInput)
}

/** The same over two hashes that stand side by side. */
export function pairHash(pair: Uint8Array): Uint8Array {
  nodeInput.set(pair, 1)
  return sha256(nodeInput)
}
