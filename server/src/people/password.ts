import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { CountersignError } from '../platform/errors.ts'
import type { Limits } from '../platform/limits.ts'
import { turnstile } from '../platform/turnstile.ts'

/** Argon2id (RFC 9106): 64 MiB, two passes, one lane. OWASP asks for at least 19 MiB and two. */
const memoryKiB = 65_536
const passes = 2
const parallelism = 1
const saltBytes = 16
const hashBytes = 32

const derive = promisify(argon2)

export type Passwords = {
  /** As PHC string. Errors: TOO_BUSY. */
  readonly hash: (password: string) => Promise<string>
  /** Without a stored hash as much work is done, so that the time says nothing. Errors: TOO_BUSY. */
  readonly matches: (password: string, stored: string | null) => Promise<boolean>
}

/** Hashing takes memory and a core: only so many at once, and only so many that wait. */
export function openPasswords(limits: Limits): Passwords {
  const tooMany = () =>
    new CountersignError('TOO_BUSY', 'too many sign-ins at once', { retryAfterSeconds: 2 })
  const gate = turnstile(limits.passwordChecksMax, limits.passwordChecksWaitingMax, tooMany)
  return {
    hash: (password) => gate.pass(() => hashPassword(password)),
    matches: (password, stored) => gate.pass(() => verifyPassword(password, stored)),
  }
}

async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const hash = await derived(password, salt, memoryKiB, passes, parallelism)
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`
}

async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parts = phcPattern.exec(stored ?? '')
  if (parts === null) {
    await derived(password, Buffer.alloc(saltBytes), memoryKiB, passes, parallelism)
    return false
  }
  const [, m, t, p, salt = '', hash = ''] = parts
  const found = await derived(password, Buffer.from(salt, 'base64'), Number(m), Number(t), Number(p))
  return timingSafeEqual(found, Buffer.from(hash, 'base64'))
}

/** The parameters stand in the string, so that later ones do not lock out those who came before. */
const phcPattern = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]{43})$/

/** NFKC, so that the same password typed on another keyboard is the same (NIST SP 800-63B, section 3.1.1.2). */
function derived(password: string, nonce: Buffer, memory: number, t: number, p: number): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'))
  return derive('argon2id', { message, nonce, memory, passes: t, parallelism: p, tagLength: hashBytes })
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

/** Length counts, and that it is not what everybody tries first. Errors: PASSWORD_WEAK. */
export function refuseWeakPassword(
  password: string,
  { name, email }: { readonly name: string; readonly email: string | null },
  minCharacters: number,
): void {
  const characters = [...password.normalize('NFKC')]
  if (characters.length < minCharacters)
    throw new CountersignError('PASSWORD_WEAK', `it has to have ${minCharacters} characters or more`)
  if (new Set(characters).size < 5)
    throw new CountersignError('PASSWORD_WEAK', 'it has to have five different characters')
  const lower = password.toLowerCase()
  const known = [name, email ?? '', (email ?? '').split('@')[0] ?? '', 'countersign', 'password']
  const isMostly = known.some(
    (word) => word.length > 3 && lower.replaceAll(word.toLowerCase(), '').length < 6,
  )
  if (isMostly)
    throw new CountersignError('PASSWORD_WEAK', 'it is mostly your name, address or a common word')
}
