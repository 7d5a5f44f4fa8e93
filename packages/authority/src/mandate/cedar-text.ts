/** A Cedar string literal. Source: Cedar policy language reference, "String literals and escapes". */
export function cedarString(text: string): string {
  return `"${escaped(text)}"`
}

function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be escaped
  return text.toWellFormed().replace(/["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, escapeOf)
}

function escapeOf(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`
  return `\\u{${character.charCodeAt(0).toString(16)}}`
}

/** Whether an attribute matches one of the patterns, in which `*` stands for any text and everything else for itself. */
export function anyLike(attribute: string, patterns: readonly string[]): string {
  return patterns.length === 0
    ? 'false'
    : `(${patterns.map((pattern) => `${attribute} like ${cedarString(pattern)}`).join(' || ')})`
}
