import { ExpressionError } from './expression.ts'

/** Text longer than this is not read as an expression. */
const expressionMaxChars = 1_000_000
/** Brackets inside brackets. */
const nestingMax = 200

/** A place in a text, and the few moves a parser needs. Bounded in length and in depth. */
export type Scanner = {
  readonly text: string
  at: number
  depth: number
}

export function scannerOf(text: string, at = 0): Scanner {
  if (text.length > expressionMaxChars)
    throw new ExpressionError(`an expression of ${text.length} characters`)
  return { text, at, depth: 0 }
}

/** Runs a parser one level deeper. */
export function nested<T>(scanner: Scanner, parse: () => T): T {
  if (++scanner.depth > nestingMax) throw new ExpressionError('brackets nested too deeply')
  const parsed = parse()
  scanner.depth--
  return parsed
}

const blanks = /(?:[ \t\r]|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
const blanksAndLines = /(?:[ \t\r\n]|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y

/** Skips blanks and comments; line ends too, unless they mean something where the parser stands. */
export function skip(scanner: Scanner, lines = true): void {
  taken(scanner, lines ? blanksAndLines : blanks)
}

/** The text that a sticky pattern matches here, taken; undefined when it does not match. */
export function taken(scanner: Scanner, pattern: RegExp): string | undefined {
  pattern.lastIndex = scanner.at
  const [found] = pattern.exec(scanner.text) ?? []
  if (found === undefined) return undefined
  scanner.at += found.length
  return found
}

export function isAt(scanner: Scanner, literal: string): boolean {
  return scanner.text.startsWith(literal, scanner.at)
}

export function accept(scanner: Scanner, literal: string): boolean {
  if (!isAt(scanner, literal)) return false
  scanner.at += literal.length
  return true
}

export function expect(scanner: Scanner, literal: string): void {
  skip(scanner)
  if (!accept(scanner, literal)) throw new ExpressionError(`"${literal}" expected at ${scanner.at}`)
}

const word = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy

export function identifier(scanner: Scanner): string | undefined {
  return taken(scanner, word)
}

/** A word that stands alone: `for`, not `format`. */
export function acceptWord(scanner: Scanner, wanted: string): boolean {
  const before = scanner.at
  if (identifier(scanner) === wanted) return true
  scanner.at = before
  return false
}
