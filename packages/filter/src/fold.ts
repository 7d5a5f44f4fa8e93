/**
 * What "ignoring case" means, for the lake and for the predicate alike: ASCII letters fold (A equals a), and beyond
 * ASCII the text is found as typed, all in lower case, or all in upper case (`müller` finds `Müller` and `MÜLLER`).
 * Both engines fold only ASCII, byte by byte; the rest is a choice between forms that is made here, once.
 */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** One way to write a literal; the pieces of a pattern are all written the same way. */
export type Form = (text: string) => string

/** As typed, lower case, upper case; each folded. */
export const caseForms: readonly Form[] = [
  foldAscii,
  (text) => foldAscii(text.toLowerCase()),
  (text) => foldAscii(text.toUpperCase()),
]

/**
 * The forms of a literal inside a record: JSON writes `"` and `\` with a backslash, and some writers escape all that is
 * not ASCII (RFC 8259 section 7).
 */
export const recordForms: readonly Form[] = caseForms.flatMap((form) => [
  form,
  (text) => jsonForm(form(text)),
  (text) => asciiJsonForm(form(text)),
])

function jsonForm(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function asciiJsonForm(text: string): string {
  return jsonForm(text).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
