/**
 * Titles and statements hold names that come from logs. In somebody's mailbox or chat they are text on one line: nothing in
 * them starts a header, a link, a mention or a format, and nothing turns the direction of writing.
 */
const zeroWidthSpace = '\u200b'

export function inertText(text: string, maxCharacters: number): string {
  const flat = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  const cut = flat.length > maxCharacters ? `${flat.slice(0, maxCharacters - 1).toWellFormed()}…` : flat
  // What mail and chat programs make links of by themselves.
  return cut.replace(/:(?=\/\/)|\bwww\.|\bmailto:/gi, (mark) => mark + zeroWidthSpace)
}

/**
 * For Slack and those that speak its format. Slack: & < > are the only characters with a meaning that can be escaped
 * ("Formatting text for app surfaces"); the marks of Markdown and of mentions lose theirs by what follows them.
 */
export function inertChatText(text: string, maxCharacters: number): string {
  return inertText(text, maxCharacters)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`[\]()@#!|\\]/g, (mark) => mark + zeroWidthSpace)
}
