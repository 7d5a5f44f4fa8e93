import { createHash } from 'node:crypto'

/** PostgreSQL indexes hold short values only, and its text holds no NUL; logs know neither rule. */
const keyMaxChars = 300

/** The form in which a key from a log is stored and looked up: the same key always has the same form. */
export function storableKey(key: string): string {
  if (key.length > keyMaxChars) return `sha256:${createHash('sha256').update(key).digest('hex')}`
  return storableText(key)
}

export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '�')
}
