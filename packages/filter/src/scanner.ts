import type { Pattern, PatternPiece } from './filter.ts'
import { FilterError } from './filter-error.ts'

/** A place in the text, moving forward. */
export type Scanner = { readonly text: string; at: number }

/** A run of characters without blanks or parentheses outside quotes. */
export type Word = {
  readonly position: number
  readonly pattern: Pattern
  /** As typed, when no part of it is quoted: keywords, numbers and instants are read from this. */
  readonly bare: string | undefined
}

export type Comparison = '>=' | '<=' | '>' | '<'

export function skipBlanks(scanner: Scanner): void {
  while (/\s/.test(scanner.text.charAt(scanner.at))) scanner.at++
}

export function atEnd(scanner: Scanner): boolean {
  skipBlanks(scanner)
  return scanner.at >= scanner.text.length
}

/** Takes this text when it stands here. */
export function take(scanner: Scanner, expected: string): boolean {
  if (!scanner.text.startsWith(expected, scanner.at)) return false
  scanner.at += expected.length
  return true
}

/** Takes `and`, `or`, `not`, `to` when the next word is that, in any case. */
export function takeKeyword(scanner: Scanner, keyword: string): boolean {
  skipBlanks(scanner)
  const end = scanner.at + keyword.length
  const found = scanner.text.slice(scanner.at, end).toLowerCase() === keyword
  if (!found || !/^(?:[\s()]|$)/.test(scanner.text.slice(end, end + 1))) return false
  scanner.at = end
  return true
}

/** `name:` at the start of a word. */
export function takeFieldName(
  scanner: Scanner,
): { readonly name: string; readonly position: number } | undefined {
  const pattern = /[A-Za-z_@][\w.@]*(?=:)/y
  pattern.lastIndex = scanner.at
  const [name] = pattern.exec(scanner.text) ?? []
  if (name === undefined) return undefined
  const position = scanner.at
  scanner.at += name.length + 1
  return { name, position }
}

export function takeComparison(scanner: Scanner): Comparison | undefined {
  return (['>=', '<=', '>', '<'] as const).find((comparison) => take(scanner, comparison))
}

/**
 * A word: `*` and `?` are wildcards, `"…"` is literal. Inside quotes `\"` and `\\` stand for a quote and a backslash;
 * everywhere else a backslash is itself, so that `DOMAIN\user` needs no care. Undefined when nothing stands here.
 */
export function takeWord(scanner: Scanner, ends = /[\s()]/): Word | undefined {
  const position = scanner.at
  const pieces: PatternPiece[] = []
  let quoted = false
  for (
    let letter = scanner.text.charAt(scanner.at);
    letter !== '' && !ends.test(letter);
    letter = scanner.text.charAt(scanner.at)
  ) {
    if (letter === '"') {
      quoted = true
      addLiteral(pieces, takeQuoted(scanner))
    } else {
      scanner.at++
      addLetter(pieces, letter)
    }
  }
  if (scanner.at === position) return undefined
  const bare = quoted ? undefined : scanner.text.slice(position, scanner.at)
  return { position, pattern: pieces, bare }
}

function addLetter(pieces: PatternPiece[], letter: string): void {
  if (letter === '?') pieces.push({ kind: 'one' })
  else if (letter !== '*') addLiteral(pieces, letter)
  else if (pieces.at(-1)?.kind !== 'any') pieces.push({ kind: 'any' })
}

function addLiteral(pieces: PatternPiece[], text: string): void {
  const last = pieces.at(-1)
  if (last?.kind === 'literal') pieces[pieces.length - 1] = { kind: 'literal', text: last.text + text }
  else pieces.push({ kind: 'literal', text })
}

function takeQuoted(scanner: Scanner): string {
  const start = scanner.at++
  let text = ''
  while (scanner.at < scanner.text.length) {
    const letter = scanner.text.charAt(scanner.at++)
    if (letter === '"') return text
    const next = scanner.text.charAt(scanner.at)
    if (letter === '\\' && (next === '"' || next === '\\')) {
      text += next
      scanner.at++
    } else text += letter
  }
  throw new FilterError(
    start,
    'this quote is not closed. Put another " at its end, or write \\" for a quote.',
  )
}
