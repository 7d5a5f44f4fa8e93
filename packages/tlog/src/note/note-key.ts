import { type KeyObject, randomBytes } from 'node:crypto'
import { encodeBase64 } from '../base64.ts'
import { concatBytes } from '../bytes.ts'
import { FormatError } from '../format-error.ts'
import { sha256 } from '../merkle/tree-hash.ts'
import {
  type Algorithm,
  privateKeyOf,
  publicKeyOf,
  seedBytes,
  signWith,
  verifySignature,
} from './algorithms.ts'
import { cosignedMessage, signedMessage, timestamped } from './signed-message.ts'
import { isKeyName, type NoteSignature, noteBytes, type SignedNote } from './signed-note.ts'
import {
  formatVerifierKey,
  keyIdInput,
  keyIdOf,
  type SignatureType,
  signatureTypes,
  splitKey,
  splitVerifierKey,
  type VerifierKey,
} from './verifier-key.ts'

const secretPrefix = 'PRIVATE+KEY+'

/**
 * Signs the text of notes. The secret stays inside; a key in another device is one more implementation.
 * A cosigner's signature carries `timestampSeconds`, the plain type has no place for it.
 */
export type NoteSigner = {
  readonly verifierKey: VerifierKey
  readonly sign: (noteText: string, timestampSeconds: number) => NoteSignature | Promise<NoteSignature>
}

/** One whose key is in this process. */
export type LocalSigner = {
  readonly verifierKey: VerifierKey
  readonly sign: (noteText: string, timestampSeconds: number) => NoteSignature
}

function algorithmOf(type: SignatureType): Algorithm {
  return type === 'ml-dsa-44-cosignature' ? 'ML-DSA-44' : 'Ed25519'
}

/** A verifier key whose key id was checked. @throws FormatError */
export function parseVerifierKey(text: string): VerifierKey {
  const key = splitVerifierKey(text)
  if (keyIdOf(sha256(keyIdInput(key.name, key.type, key.publicKey))) !== key.keyId)
    throw new FormatError(`the key id of the verifier key ${key.name} is not that of its public key`)
  return key
}

/** A signer from 32 secret bytes (RFC 8032 §5.1.5, FIPS 204 §5.1). @throws FormatError when the name is no key name */
export function noteSigner(name: string, type: SignatureType, seed: Uint8Array): LocalSigner {
  if (!isKeyName(name)) throw new FormatError(`${JSON.stringify(name)} cannot be the name of a key`)
  const algorithm = algorithmOf(type)
  const privateKey = privateKeyOf(algorithm, seed)
  const publicKey = publicKeyOf(algorithm, privateKey)
  const keyId = keyIdOf(sha256(keyIdInput(name, type, publicKey)))
  const verifierKey = { name, keyId, type, publicKey }
  return {
    verifierKey,
    sign: (noteText, seconds) => signatureLine(verifierKey, privateKey, noteText, seconds),
  }
}

/**
 * A new secret key as text: `PRIVATE+KEY+<name>+<key id>+<base64(type || seed)>`, which is what Go's sumdb/note and
 * Tessera read for Ed25519; the other types follow its shape.
 */
export function generateSecretKey(name: string, type: SignatureType): string {
  return secretKeyText(name, type, randomBytes(seedBytes))
}

export function secretKeyText(name: string, type: SignatureType, seed: Uint8Array): string {
  const { keyId } = noteSigner(name, type, seed).verifierKey
  return `${secretPrefix}${name}+${keyId}+${encodeBase64(concatBytes([Uint8Array.of(signatureTypes[type].byte), seed]))}`
}

/** @throws FormatError; its message never holds the key */
export function parseSecretKey(text: string): LocalSigner {
  if (!text.startsWith(secretPrefix)) throw new FormatError(`a secret key begins with ${secretPrefix}`)
  const { name, keyId, type, material } = splitKey(text.slice(secretPrefix.length), 'the secret key')
  if (material.length !== seedBytes) throw new FormatError(`the secret key ${name} is not ${seedBytes} bytes`)
  const signer = noteSigner(name, type, material)
  if (signer.verifierKey.keyId !== keyId)
    throw new FormatError(`the key id of the secret key ${name} is not that of its public key`)
  return signer
}

/** @throws FormatError when a cosigner is given a text that is no checkpoint */
function signatureLine(
  key: VerifierKey,
  privateKey: KeyObject,
  noteText: string,
  timestampSeconds: number,
): NoteSignature {
  const { name, keyId, type } = key
  if (type === 'ed25519') return { name, keyId, signature: signWith(privateKey, noteBytes(noteText)) }
  const message = cosignedMessage(key, noteText, timestampSeconds)
  return { name, keyId, signature: timestamped(timestampSeconds, signWith(privateKey, message)) }
}

export type SignatureVerdict =
  | { readonly kind: 'valid'; readonly timestampSeconds?: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'invalid'; readonly reason: string }

/** Whether `key` signed the note. A signature under its name and id that does not verify makes the note invalid. */
export function verifyNoteSignature(key: VerifierKey, { text, signatures }: SignedNote): SignatureVerdict {
  const own = signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId)
  if (own.length === 0) return { kind: 'absent' }
  const verdicts = own.map(({ signature }) => verdictOn(key, text, signature))
  return verdicts.find(({ kind }) => kind === 'invalid') ?? (verdicts[0] as SignatureVerdict)
}

function verdictOn(key: VerifierKey, text: string, lineSignature: Uint8Array): SignatureVerdict {
  try {
    const { message, signature, timestampSeconds } = signedMessage(key, text, lineSignature)
    const algorithm = algorithmOf(key.type)
    if (!verifySignature({ algorithm, publicKey: key.publicKey, message, signature }))
      return { kind: 'invalid', reason: `the signature of ${key.name} (${key.keyId}) does not verify` }
    return timestampSeconds === undefined ? { kind: 'valid' } : { kind: 'valid', timestampSeconds }
  } catch (error) {
    if (error instanceof FormatError) return { kind: 'invalid', reason: error.message }
    throw error
  }
}

/** The public half, as a text to hand out. */
export function verifierKeyText({ verifierKey }: Pick<NoteSigner, 'verifierKey'>): string {
  return formatVerifierKey(verifierKey)
}
