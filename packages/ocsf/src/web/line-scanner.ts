/**
 * Walks a line from left to right, each character once: access logs hold what strangers send, and a pattern that
 * backtracks would let them choose how long a line takes.
 */
export type LineScanner = {
  readonly line: string
  at: number
}

const blank = 0x20
const quote = 0x22
const backslash = 0x5c

export function scannerOf(line: string): LineScanner {
  return { line, at: 0 }
}

export function skipBlanks(scanner: LineScanner): void {
  while (scanner.line.charCodeAt(scanner.at) === blank) scanner.at++
}

export function atEnd(scanner: LineScanner): boolean {
  skipBlanks(scanner)
  return scanner.at >= scanner.line.length
}

/** Up to the next blank. */
export function word(scanner: LineScanner): string {
  skipBlanks(scanner)
  const end = scanner.line.indexOf(' ', scanner.at)
  const found = scanner.line.slice(scanner.at, end === -1 ? scanner.line.length : end)
  scanner.at += found.length
  return found
}

/** What stands in square brackets, or undefined when none open here or they do not close. */
export function bracketed(scanner: LineScanner): string | undefined {
  skipBlanks(scanner)
  if (scanner.line.charCodeAt(scanner.at) !== 0x5b) return undefined
  const end = scanner.line.indexOf(']', scanner.at)
  if (end === -1) return undefined
  const found = scanner.line.slice(scanner.at + 1, end)
  scanner.at = end + 1
  return found
}

export type Quoting =
  /** A backslash takes the next character along: Apache, nginx. */
  | 'escaped'
  /** Quotes inside are not escaped: only one that a blank or the end follows closes (Envoy, load balancers). */
  | 'bare'

/** What stands in double quotes, or undefined when none open here or they do not close. */
export function quoted(scanner: LineScanner, quoting: Quoting): string | undefined {
  skipBlanks(scanner)
  if (scanner.line.charCodeAt(scanner.at) !== quote) return undefined
  const start = scanner.at + 1
  const end = quoting === 'escaped' ? closingEscaped(scanner.line, start) : closingBare(scanner.line, start)
  if (end === -1) return undefined
  scanner.at = end + 1
  const found = scanner.line.slice(start, end)
  return quoting === 'escaped' ? withoutEscapes(found) : found
}

function closingEscaped(line: string, start: number): number {
  for (let at = start; at < line.length; at++) {
    const unit = line.charCodeAt(at)
    if (unit === quote) return at
    if (unit === backslash) at++
  }
  return -1
}

function closingBare(line: string, start: number): number {
  for (let at = line.indexOf('"', start); at !== -1; at = line.indexOf('"', at + 1))
    if (at + 1 >= line.length || line.charCodeAt(at + 1) === blank) return at
  return -1
}

/** A word, or what stands in quotes. */
export function value(scanner: LineScanner, quoting: Quoting): string | undefined {
  skipBlanks(scanner)
  return scanner.line.charCodeAt(scanner.at) === quote ? quoted(scanner, quoting) : word(scanner)
}

const escapes = /\\(?:x([0-9a-fA-F]{2})|(["\\]))/g

/** `\x22`, `\"` and `\\`; bytes outside ASCII stay as they were written, since one of them alone is no character. */
function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(escapes, (found, hex: string | undefined, mark: string | undefined) => {
    if (mark !== undefined) return mark
    const code = Number.parseInt(hex ?? '', 16)
    return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : found
  })
}
