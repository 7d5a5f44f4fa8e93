import type { PatternToken } from './pattern.ts'

/** The dashes that Windows programs take for one another. Source: Sigma 2.1 modifiers, `windash`. */
export const windowsDashes = ['-', '/', '–', '—', '―'] as const

/** Five dashes at four places make 625 spellings: a value with more is matched with all its dashes alike. */
const dashPlacesMax = 4

/** A dash that begins an option: nothing of a word before it, something of a word after it. */
const optionDash = /\B[-/](?=\w)/g

/** Every spelling of a value: each option dash as each of the five. */
export function dashSpellings(tokens: readonly PatternToken[]): readonly (readonly PatternToken[])[] {
  const places = tokens.reduce(
    (sum, token) => sum + (typeof token === 'string' ? (token.match(optionDash)?.length ?? 0) : 0),
    0,
  )
  if (places > dashPlacesMax)
    return windowsDashes.map((dash) =>
      tokens.map((token) => (typeof token === 'string' ? token.replace(optionDash, dash) : token)),
    )
  let spellings: PatternToken[][] = [[]]
  for (const token of tokens) {
    const forms: readonly PatternToken[] = typeof token === 'string' ? textSpellings(token) : [token]
    spellings = spellings.flatMap((spelling) => forms.map((form): PatternToken[] => [...spelling, form]))
  }
  return spellings
}

function textSpellings(text: string): readonly string[] {
  const parts = text.split(optionDash)
  let spellings = [parts[0]!]
  for (const part of parts.slice(1))
    spellings = spellings.flatMap((spelling) => windowsDashes.map((dash) => spelling + dash + part))
  return spellings
}
