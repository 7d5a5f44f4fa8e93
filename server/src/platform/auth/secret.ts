import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, base64url (43 characters). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * What is stored instead of a secret. A fast hash is right here: the secret is 256 random bits, so there is nothing
 * to guess, unlike a password; and equal hashes are found by index, without a timing difference that helps anyone.
 */
export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
