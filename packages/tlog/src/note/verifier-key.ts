import { decodeBase64, encodeBase64 } from '../base64.ts'
import { concatBytes, hexOf, utf8 } from '../bytes.ts'
import { FormatError } from '../format-error.ts'
import { isKeyName } from './signed-note.ts'

/**
 * What a key signs. `ed25519` signs the note's text (a log's own signature); the others are cosignatures of
 * c2sp.org/tlog-cosignature, which carry a time.
 */
export type SignatureType = 'ed25519' | 'ed25519-cosignature' | 'ml-dsa-44-cosignature'

export type VerifierKey = {
  readonly name: string
  /** 8 hexadecimal digits, lower case. */
  readonly keyId: string
  readonly type: SignatureType
  readonly publicKey: Uint8Array
}

type TypeFacts = { readonly byte: number; readonly publicKeyBytes: number; readonly signatureBytes: number }

/** The identifying byte of c2sp.org/signed-note, and the sizes of RFC 8032 and FIPS 204. */
export const signatureTypes: Readonly<Record<SignatureType, TypeFacts>> = {
  ed25519: { byte: 0x01, publicKeyBytes: 32, signatureBytes: 64 },
  'ed25519-cosignature': { byte: 0x04, publicKeyBytes: 32, signatureBytes: 64 },
  'ml-dsa-44-cosignature': { byte: 0x06, publicKeyBytes: 1_312, signatureBytes: 2_420 },
}

const keyMaxChars = 4_096

/** Bytes whose SHA-256 begins with the key id. */
export function keyIdInput(name: string, type: SignatureType, publicKey: Uint8Array): Uint8Array {
  return concatBytes([utf8(`${name}\n`), Uint8Array.of(signatureTypes[type].byte), publicKey])
}

/** The first four bytes of a SHA-256, as a key id. */
export function keyIdOf(sha256: Uint8Array): string {
  return hexOf(sha256.subarray(0, 4))
}

/** `<name>+<key id>+<base64(type || public key)>`. */
export function formatVerifierKey({ name, keyId, type, publicKey }: VerifierKey): string {
  return `${name}+${keyId}+${encodeBase64(concatBytes([Uint8Array.of(signatureTypes[type].byte), publicKey]))}`
}

/**
 * Takes a verifier key apart. Its key id still has to be compared with the hash of `keyIdInput`, which `parseVerifierKey`
 * (Node) and `readVerifierKey` (anywhere) do.
 * @throws FormatError
 */
export function splitVerifierKey(text: string): VerifierKey {
  const { name, keyId, type, material } = splitKey(text, 'the verifier key')
  if (material.length !== signatureTypes[type].publicKeyBytes)
    throw new FormatError(`the verifier key ${name} has a public key of ${material.length} bytes`)
  return { name, keyId, type, publicKey: material }
}

type KeyParts = {
  readonly name: string
  readonly keyId: string
  readonly type: SignatureType
  readonly material: Uint8Array
}

/** The shape that verifier keys and signer keys share. @throws FormatError */
export function splitKey(text: string, what: string): KeyParts {
  if (text.length > keyMaxChars) throw new FormatError(`${what} is longer than ${keyMaxChars} characters`)
  const [name = '', keyId = '', ...rest] = text.split('+')
  if (!isKeyName(name)) throw new FormatError(`${what} has no valid name`)
  if (!/^[0-9a-f]{8}$/.test(keyId))
    throw new FormatError(`${what} ${name} has no key id of 8 hexadecimal digits`)
  // A plus sign is also a letter of base 64.
  const bytes = decodeBase64(rest.join('+'), `${what} ${name}`)
  const type = typeOfByte(bytes[0])
  if (type === undefined)
    throw new FormatError(`${what} ${name} has signature type ${bytes[0] ?? 'none'}, which is not supported`)
  return { name, keyId, type, material: bytes.slice(1) }
}

function typeOfByte(byte: number | undefined): SignatureType | undefined {
  return (Object.keys(signatureTypes) as SignatureType[]).find((type) => signatureTypes[type].byte === byte)
}
