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

type Literal = Exclude<PatternToken, typeof anyText>

/** What stands between two `*`: its width is fixed, so the leftmost place it fits is as good as any. */
type Segment = { readonly tokens: readonly Literal[]; readonly width: number }

/**
 * The test of a pattern: whether the whole text matches. Each segment is looked for once, from where the last one
 * ended, so it never backtracks over more than one.
 */
export function compilePattern(tokens: readonly PatternToken[]): (text: string) => boolean {
  const segments = splitAtAnyText(tokens)
  const [head, ...rest] = segments
  const tail = rest.pop()
  if (tail === undefined) return (text) => text.length === head!.width && fits(head!, text, 0)
  const least = segments.reduce((sum, { width }) => sum + width, 0)
  return (text) => {
    const end = text.length - tail.width
    if (text.length < least || !fits(head!, text, 0) || !fits(tail, text, end)) return false
    let at = head!.width
    for (const segment of rest) {
      const found = findSegment(segment, text, at, end)
      if (found < 0) return false
      at = found + segment.width
    }
    return at <= end
  }
}

function splitAtAnyText(tokens: readonly PatternToken[]): readonly Segment[] {
  const lists: Literal[][] = [[]]
  for (const token of tokens)
    if (token === anyText) lists.push([])
    else lists.at(-1)!.push(token)
  return lists.map((list) => ({ tokens: list, width: list.reduce((sum, token) => sum + widthOf(token), 0) }))
}

function widthOf(token: Literal): number {
  return typeof token === 'string' ? token.length : 1
}

function fits({ tokens }: Segment, text: string, from: number): boolean {
  let at = from
  for (const token of tokens) {
    if (typeof token === 'string' ? !text.startsWith(token, at) : at >= text.length) return false
    at += widthOf(token)
  }
  return true
}

/** The first place between `from` and `end` where the segment fits, or -1. */
function findSegment(segment: Segment, text: string, from: number, end: number): number {
  const [first] = segment.tokens
  const last = end - segment.width
  if (first === undefined) return from
  for (let at = from; at <= last; at++) {
    if (typeof first === 'string') {
      at = text.indexOf(first, at)
      if (at < 0 || at > last) return -1
    }
    if (fits(segment, text, at)) return at
  }
  return -1
}
