import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { CountersignError } from '../errors.ts'

/** Seals what has to be stored and read again: a TOTP secret, a provider's client secret. A copy of the database opens nothing. */
export type SecretBox = {
  /** `purpose` says what is sealed and whose; the same is needed to open it, so sealed values cannot be swapped. */
  readonly seal: (purpose: string, text: string) => Buffer
  /** Errors: INTERNAL when the key or the purpose is another one. */
  readonly open: (purpose: string, sealed: Buffer) => string
}

export const secretKeyBytes = 32
const ivBytes = 12
const tagBytes = 16

/** The first key seals; each may open, so that a key can be replaced while old secrets are still stored. */
export type SealingKeys = readonly [Buffer, ...Buffer[]]

/** AES-256-GCM (NIST SP 800-38D) with a random 96-bit IV: IV, tag, ciphertext. */
export function secretBox(...keys: SealingKeys): SecretBox {
  const [key] = keys
  return {
    seal: (purpose, text) => {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed])
    },
    open: (purpose, sealed) => {
      let cause: unknown
      for (const one of keys) {
        try {
          return openedWith(one, purpose, sealed)
        } catch (error) {
          cause = error
        }
      }
      throw new CountersignError('INTERNAL', 'a stored secret was sealed with another key', { cause })
    },
  }
}

function openedWith(key: Buffer, purpose: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes))
    .setAAD(Buffer.from(purpose))
    .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]).toString()
}

/**
 * The keys of a server: those that are configured, and the one of its data directory, which opens what was sealed before
 * they were. Without any configured, that one is made at the first start.
 */
export function sealingKeys(configured: readonly Buffer[], path: string): SealingKeys {
  const [first, ...others] = configured
  if (first === undefined) return [keptKey(path)]
  return [first, ...others, ...(existsSync(path) ? [keptKey(path)] : [])]
}

/** The key of this data directory: made at the first start, readable by its owner alone. */
export function keptKey(path: string): Buffer {
  if (!existsSync(path)) writeFileSync(path, randomBytes(secretKeyBytes), { mode: 0o600, flag: 'wx' })
  const key = readFileSync(path)
  if (key.length === secretKeyBytes) return key
  throw new CountersignError('DATA_DIR_UNUSABLE', `${path} does not hold ${secretKeyBytes} bytes`)
}
