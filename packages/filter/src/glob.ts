import type { Pattern } from './filter.ts'

/**
 * Whether the whole text fits the pattern. Goes back only to the last `*`, so the work is bounded by text times pattern,
 * whatever a hostile record holds. `one` takes a code point.
 */
export function fits(text: string, pattern: Pattern): boolean {
  let at = 0
  let piece = 0
  let starPiece = -1
  let starAt = 0
  while (at < text.length || piece < pattern.length) {
    const length = taken(text, at, pattern[piece])
    if (pattern[piece]?.kind === 'any') {
      starPiece = piece++
      starAt = at
    } else if (length !== undefined) {
      at += length
      piece++
    } else if (starPiece !== -1 && starAt < text.length) {
      starAt += codePointLength(text, starAt)
      at = starAt
      piece = starPiece + 1
    } else return false
  }
  return true
}

/** How much a literal or a `one` takes here; undefined when it does not fit. */
function taken(text: string, at: number, piece: Pattern[number] | undefined): number | undefined {
  if (piece?.kind === 'literal') return text.startsWith(piece.text, at) ? piece.text.length : undefined
  if (piece?.kind === 'one' && at < text.length) return codePointLength(text, at)
  return undefined
}

function codePointLength(text: string, at: number): number {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1
}
