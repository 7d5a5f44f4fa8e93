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

/** AES-256-GCM (NIST SP 800-38D) with a random 96-bit IV: IV, tag, ciphertext. */
export function secretBox(key: Buffer): SecretBox {
  return {
    seal: (purpose, text) => {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed])
    },
    open: (purpose, sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
      try {
        return Buffer.concat([
          decipher.update(sealed.subarray(ivBytes + tagBytes)),
          decipher.final(),
        ]).toString()
      } catch (cause) {
        throw new CountersignError('INTERNAL', 'a stored secret was sealed with another key', { cause })
      }
    },
  }
}

/** The key of this data directory: made at the first start, readable by its owner alone. */
export function keptKey(path: string): Buffer {
  if (!existsSync(path)) writeFileSync(path, randomBytes(secretKeyBytes), { mode: 0o600, flag: 'wx' })
  const key = readFileSync(path)
  if (key.length === secretKeyBytes) return key
  throw new CountersignError('DATA_DIR_UNUSABLE', `${path} does not hold ${secretKeyBytes} bytes`)
}
