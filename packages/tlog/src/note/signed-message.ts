import { concatBytes, uint64, utf8 } from '../bytes.ts'
import { parseCheckpointText } from '../checkpoint.ts'
import { FormatError } from '../format-error.ts'
import { noteBytes } from './signed-note.ts'
import { signatureTypes, type VerifierKey } from './verifier-key.ts'

/** A signature as the algorithm knows it, and the bytes it is over. */
export type SignedMessage = {
  readonly message: Uint8Array
  readonly signature: Uint8Array
  /** When a cosigner says it signed: POSIX seconds. */
  readonly timestampSeconds?: number
}

const timestampBytes = 8
const nameMaxBytes = 255

/**
 * What `signature` (of a note's signature line, after the key id) must be a signature over.
 * @throws FormatError when its length is wrong, or the text is no checkpoint though the key is a cosigner's
 */
export function signedMessage(key: VerifierKey, noteText: string, signature: Uint8Array): SignedMessage {
  const { signatureBytes } = signatureTypes[key.type]
  if (key.type === 'ed25519') {
    if (signature.length !== signatureBytes)
      throw new FormatError(`a signature of ${key.name} has the wrong length`)
    return { message: noteBytes(noteText), signature }
  }
  if (signature.length !== timestampBytes + signatureBytes)
    throw new FormatError(`a cosignature of ${key.name} has the wrong length`)
  const timestampSeconds = readTimestamp(signature)
  return {
    message: cosignedMessage(key, noteText, timestampSeconds),
    signature: signature.slice(timestampBytes),
    timestampSeconds,
  }
}

/** The message of c2sp.org/tlog-cosignature. `timestampSeconds` is a safe integer from 0. @throws FormatError */
export function cosignedMessage(
  { name, type }: Pick<VerifierKey, 'name' | 'type'>,
  noteText: string,
  timestampSeconds: number,
): Uint8Array {
  const { origin, size, root } = parseCheckpointText(noteText)
  if (type === 'ed25519-cosignature') return utf8(`cosignature/v1\ntime ${timestampSeconds}\n${noteText}`)
  return concatBytes([
    utf8('subtree/v1\n\0'),
    shortOpaque(name),
    uint64(timestampSeconds),
    shortOpaque(origin),
    uint64(0),
    uint64(size),
    root,
  ])
}

/** `timestamped_signature` of c2sp.org/tlog-cosignature. */
export function timestamped(timestampSeconds: number, signature: Uint8Array): Uint8Array {
  return concatBytes([uint64(timestampSeconds), signature])
}

function readTimestamp(bytes: Uint8Array): number {
  const value = new DataView(bytes.buffer, bytes.byteOffset, timestampBytes).getBigUint64(0)
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new FormatError('a cosignature has a time beyond 2^53 seconds')
  return Number(value)
}

/** `opaque<1..2^8-1>` of RFC 8446 §3.4. */
function shortOpaque(text: string): Uint8Array {
  const bytes = utf8(text)
  if (bytes.length < 1 || bytes.length > nameMaxBytes)
    throw new FormatError(`a name of ${bytes.length} bytes cannot be cosigned with ML-DSA-44`)
  return concatBytes([Uint8Array.of(bytes.length), bytes])
}
