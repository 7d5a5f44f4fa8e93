/** A stretch of text: shown as it is, or a run of characters a reader would not see, spelled out. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hidden'; readonly label: string }

/** Longest text shown at once; the rest is counted and reached by "show all" or copy. */
export const shownMaxChars = 2_000

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cs}]/u
const runs = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cs}]+/gu

const names: Readonly<Record<string, string>> = {
  '\t': 'TAB',
  '\n': 'LF',
  '\r': 'CR',
  '\u0000': 'NUL',
  '\u001b': 'ESC',
  '\u200b': 'ZWSP',
  '\u200d': 'ZWJ',
  '\u202e': 'RLO',
  '\u202d': 'LRO',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2069': 'PDI',
  '\ufeff': 'BOM',
}

/** Joiners and variation selectors inside an emoji are part of its look, not hidden text. */
const emojiJoin =
  /(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?\ufe0f?)(?:\ufe0f|\u200d(?=\p{Extended_Pictographic}))/gu

/**
 * Splits log text into what is seen and what is not (control, bidirectional, zero-width characters, lone surrogates).
 * @param keepLines line feeds and tabs stay as they are, for preformatted text
 */
export function textParts(text: string, keepLines = false): readonly TextPart[] {
  if (!invisible.test(text)) return text === '' ? [] : [{ kind: 'text', text }]
  const joins = new Set([...text.matchAll(emojiJoin)].map((match) => match.index))
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(runs)) {
    const hidden = [...match[0]].filter((char) => !(keepLines && (char === '\n' || char === '\t')))
    if (hidden.length === 0 || joins.has(match.index)) continue
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    const kept = match[0].length > hidden.join('').length ? match[0].replace(/[^\n\t]/gu, '') : ''
    parts.push({ kind: 'hidden', label: spelled(hidden) })
    if (kept !== '') parts.push({ kind: 'text', text: kept })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

function spelled(characters: readonly string[]): string {
  const shown = characters.slice(0, 4).map((char) => names[char] ?? `U+${hex(char)}`)
  return characters.length > 4 ? `${shown.join(' ')} +${characters.length - 4}` : shown.join(' ')
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
