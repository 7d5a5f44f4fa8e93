import { randomBytes } from 'node:crypto'
import { hashOfSecret, newSecret } from '../platform/auth/secret.ts'

const pattern = /^cs_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/

export type SourceKey = {
  /** `cs_<prefix>_<secret>`: shown once, never stored. */
  readonly key: string
  /** `cs_<prefix>`: tells keys apart, opens nothing. */
  readonly prefix: string
  readonly hash: Buffer
}

export function newSourceKey(): SourceKey {
  const prefix = `cs_${randomBytes(4).toString('hex')}`
  const key = `${prefix}_${newSecret()}`
  return { key, prefix, hash: hashOfSecret(key) }
}

/** Undefined: this was never a key of ours, which is known without asking the store. */
export function hashOfSourceKey(key: string): Buffer | undefined {
  return pattern.test(key) ? hashOfSecret(key) : undefined
}
