import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { concatBytes } from '../bytes.ts'

/** The two signature algorithms on raw keys: 32-byte seeds, and public keys as RFC 8032 and FIPS 204 encode them. */
export type Algorithm = 'Ed25519' | 'ML-DSA-44'

export const seedBytes = 32
/** FIPS 204 §5.2. */
const contextMaxBytes = 255

/** The DER before the raw key: RFC 8410 for Ed25519, RFC 9881 for ML-DSA-44 (the private key as its seed). */
const derHead: Readonly<Record<Algorithm, { readonly spki: Uint8Array; readonly pkcs8: Uint8Array }>> = {
  Ed25519: {
    spki: Buffer.from('302a300506032b6570032100', 'hex'),
    pkcs8: Buffer.from('302e020100300506032b657004220420', 'hex'),
  },
  'ML-DSA-44': {
    spki: Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
    pkcs8: Buffer.from('3034020100300b060960864801650304031104228020', 'hex'),
  },
}

const publicKeyBytes: Readonly<Record<Algorithm, number>> = { Ed25519: 32, 'ML-DSA-44': 1_312 }

export function privateKeyOf(algorithm: Algorithm, seed: Uint8Array): KeyObject {
  if (seed.length !== seedBytes) throw new RangeError(`a seed is ${seedBytes} bytes`)
  const key = Buffer.from(concatBytes([derHead[algorithm].pkcs8, seed]))
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

/** The raw public key of a private one. */
export function publicKeyOf(algorithm: Algorithm, privateKey: KeyObject): Uint8Array {
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  return new Uint8Array(der.subarray(derHead[algorithm].spki.length))
}

export function signWith(privateKey: KeyObject, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(undefined, message, privateKey))
}

export type SignatureCheck = {
  readonly algorithm: Algorithm
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
  /** ML-DSA only: FIPS 204 §5.2. */
  readonly context?: Uint8Array
}

/** False for whatever does not verify: also for keys, signatures and contexts of a wrong length. */
export function verifySignature({
  algorithm,
  publicKey,
  message,
  signature,
  context,
}: SignatureCheck): boolean {
  if (publicKey.length !== publicKeyBytes[algorithm]) return false
  if (context !== undefined && context.length > contextMaxBytes) return false
  try {
    const der = Buffer.from(concatBytes([derHead[algorithm].spki, publicKey]))
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    const options = context === undefined || context.length === 0 ? key : { key, context }
    return verify(undefined, message, options, signature)
  } catch {
    // OpenSSL refuses the key itself, for instance a point that is not on the curve.
    return false
  }
}
