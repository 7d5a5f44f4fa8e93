import type { Pattern } from './filter.ts'
import type { Form } from './fold.ts'

/** The text of a pattern without wildcards; undefined when it has one. */
export function literalOf(pattern: Pattern): string | undefined {
  let text = ''
  for (const piece of pattern) {
    if (piece.kind !== 'literal') return undefined
    text += piece.text
  }
  return text
}

/** Nothing but `*`. */
export function isAnything(pattern: Pattern): boolean {
  return pattern.length > 0 && pattern.every(({ kind }) => kind === 'any')
}

/** The pattern in each of these forms (fold.ts), equal ones once. */
export function formsOf(pattern: Pattern, forms: readonly Form[]): readonly Pattern[] {
  const written = forms.map((form) =>
    pattern.map((piece) => (piece.kind === 'literal' ? { ...piece, text: form(piece.text) } : piece)),
  )
  return [...new Map(written.map((one) => [JSON.stringify(one), one])).values()]
}
