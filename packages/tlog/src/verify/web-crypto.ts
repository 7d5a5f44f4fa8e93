/** Hash and signatures of the runtime itself: Node 20 and later, and browsers. No import. */

export type SignatureOutcome =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'unsupported'; readonly reason: string }

/** May be synchronous where the runtime has a faster one. */
export type Sha256 = (bytes: Uint8Array) => Promise<Uint8Array> | Uint8Array

const { subtle } = globalThis.crypto

export async function webSha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
}

/** How each algorithm's raw public keys are called by WebCrypto. */
const keyFormats = { Ed25519: 'raw', 'ML-DSA-44': 'raw-public' } as const

export type WebAlgorithm = keyof typeof keyFormats

/** `unsupported` when this runtime does not know the algorithm: then nothing was verified. */
export async function webVerify(
  algorithm: WebAlgorithm,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<SignatureOutcome> {
  try {
    // The type of Node knows no `raw-public`, which is WebCrypto's name for the raw keys of newer algorithms.
    const format = keyFormats[algorithm] as 'raw'
    const raw = publicKey as Uint8Array<ArrayBuffer>
    const key = await subtle.importKey(format, raw, algorithm, false, ['verify'])
    const [signed, data] = [signature as Uint8Array<ArrayBuffer>, message as Uint8Array<ArrayBuffer>]
    return { kind: (await subtle.verify(algorithm, key, signed, data)) ? 'valid' : 'invalid' }
  } catch (error) {
    // A key that is no key is a DataError; a runtime without the algorithm or its key format says something else.
    const { name } = error as Error
    if (name === 'DataError' || name === 'OperationError') return { kind: 'invalid' }
    return { kind: 'unsupported', reason: `this runtime has no ${algorithm} in WebCrypto` }
  }
}
