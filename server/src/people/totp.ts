import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/** RFC 6238 with what every authenticator app knows: SHA-1, six digits, 30 seconds. */
const shape = { issuer: 'Countersign', algorithm: 'SHA1', digits: 6, period: 30 } as const
const secretBytes = 20
/** One step before and after, for clocks that are off (RFC 6238, section 5.2). */
const windowSteps = 1
const recoveryCodes = 10

/** In base32, as people type it. */
export function newTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32
}

/** The `otpauth://` address that authenticator apps read from a picture. */
export function totpAddress(secret: string, label: string): string {
  return new TOTP({ ...shape, label, secret }).toString()
}

/** The time step that this code belongs to; undefined when it is wrong. A caller takes each step once. */
export function totpStep(secret: string, code: string, nowMs: number): number | undefined {
  const totp = new TOTP({ ...shape, secret })
  const delta = totp.validate({ token: code, timestamp: nowMs, window: windowSteps })
  return delta === null ? undefined : totp.counter({ timestamp: nowMs }) + delta
}

/** 80 random bits each, in base32 as four groups of four. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: recoveryCodes }, () =>
    (new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32.match(/.{4}/g) ?? []).join('-'),
  )
}

/** Spaces, dashes and small letters are how people type them. */
export function hashOfRecoveryCode(code: string): Buffer {
  return createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z2-7]/g, ''))
    .digest()
}
