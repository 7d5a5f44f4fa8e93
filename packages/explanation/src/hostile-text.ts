/**
 * Log content is written by whoever attacks. These characters change what a reader sees without being seen: terminal
 * control (C0, C1, DEL, so no escape sequence survives), bidirectional overrides and isolates (Unicode TR 36 §3.7,
 * "Trojan Source"), zero-width and other invisible characters, tags, and line separators.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/**
 * The text with every invisible character written out (`\u{202e}`), lone surrogates replaced, and its length bounded:
 * what is left over is counted, never silently cut. White space runs of the source become single blanks.
 * @param maxChars UTF-16 code units kept of the visible text
 */
export function visibleText(text: string, maxChars: number): string {
  const scanned = text.length > maxChars * 2 ? text.slice(0, maxChars * 2) : text
  const shown = scanned
    .toWellFormed()
    .replace(/[\t\r\n ]+/g, ' ')
    .replace(invisible, spelledOut)
  if (shown.length <= maxChars && scanned === text) return shown
  const kept = shown.slice(0, maxChars).replace(/[\ud800-\udbff]$/, '')
  return `${kept}… (${text.length} characters)`
}

function spelledOut(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

/**
 * The same value with lone surrogates replaced in every string: JSON from a log may hold them (`"\ud800"`), and what
 * holds one has no canonical form.
 */
export function wellFormed<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T
  if (Array.isArray(value)) return value.map((item: unknown) => wellFormed(item)) as T
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, child]) => [key.toWellFormed(), wellFormed(child)])
  return Object.fromEntries(members) as T
}
