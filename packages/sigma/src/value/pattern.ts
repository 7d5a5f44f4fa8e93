import { fold } from './fold.ts'

/** A piece of a Sigma string: literal text, `*` (any text) or `?` (one UTF-16 unit). */
export type PatternToken = string | typeof anyText | typeof oneChar
export const anyText: unique symbol = Symbol('*')
export const oneChar: unique symbol = Symbol('?')

/**
 * Reads wildcards and escapes. Source: Sigma 2.1 rules specification, "Escaping": `\*`, `\?` and `\\` stand for the
 * second character; a backslash before anything else stands for itself.
 */
export function parsePattern(text: string): readonly PatternToken[] {
  const tokens: PatternToken[] = []
  let literal = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    const next = text[at + 1]
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next
      at++
    } else if (char === '*' || char === '?') {
      if (literal !== '') tokens.push(literal)
      literal = ''
      if (char === '?' || tokens.at(-1) !== anyText) tokens.push(char === '?' ? oneChar : anyText)
    } else literal += char
  }
  if (literal !== '') tokens.push(literal)
  return tokens
}

export function around(
  tokens: readonly PatternToken[],
  before: boolean,
  after: boolean,
): readonly PatternToken[] {
  const head: readonly PatternToken[] = before && tokens[0] !== anyText ? [anyText] : []
  const tail: readonly PatternToken[] =
    after && (tokens.length === 0 ? !before : tokens.at(-1) !== anyText) ? [anyText] : []
  return [...head, ...tokens, ...tail]
}

export function foldTokens(tokens: readonly PatternToken[]): readonly PatternToken[] {
  return tokens.map((token) => (typeof token === 'string' ? fold(token) : token))
}

/** Whether the whole text matches. Leftmost-first on each piece between `*`, so it never backtracks over more than one. */
export function patternMatches(tokens: readonly PatternToken[], text: string): boolean {
  let token = 0
  let at = 0
  let starToken = -1
  let starAt = 0
  while (true) {
    const current = tokens[token]
    if (current === anyText) {
      starToken = token++
      starAt = at
      continue
    }
    if (current === undefined && at === text.length) return true
    const length = current === undefined ? -1 : widthAt(current, text, at)
    if (length >= 0) {
      token++
      at += length
    } else {
      if (starToken < 0 || starAt >= text.length) return false
      token = starToken + 1
      at = ++starAt
    }
  }
}

function widthAt(token: PatternToken, text: string, at: number): number {
  if (typeof token === 'string') return text.startsWith(token, at) ? token.length : -1
  return at < text.length ? 1 : -1
}
