/** What is being typed before the cursor: the name of a field, or a value after `field:`. Offsets are of the text. */
export type Typed =
  | { readonly kind: 'field'; readonly start: number; readonly text: string }
  | { readonly kind: 'value'; readonly field: string; readonly start: number; readonly text: string }

const fieldTyped = /(?:^|[\s(])([a-z_]+)$/i
const valueTyped = /(?:^|[\s(])([a-z_]+):(?:\([^()]*[\s(])?("?)([^\s"()]*)$/i
const plainValue = /^[\p{L}\p{N}_./@-]+$/u
const keywords = ['and', 'or', 'not']

/** Undefined where nothing can be completed: inside a longer quoted text, say. */
export function typedAt(text: string, cursor: number): Typed | undefined {
  const typed = lookedLike(text, cursor)
  return typed === undefined || isQuoted(text.slice(0, typed.start)) ? undefined : typed
}

/** Whether a quote is still open at the end. */
function isQuoted(text: string): boolean {
  return (text.replaceAll(/\\./g, '').split('"').length - 1) % 2 === 1
}

function lookedLike(text: string, cursor: number): Typed | undefined {
  const before = text.slice(0, cursor)
  const value = valueTyped.exec(before)
  if (value !== null) {
    const [, field = '', quote = '', typed = ''] = value
    return {
      kind: 'value',
      field: field.toLowerCase(),
      start: cursor - typed.length - quote.length,
      text: typed,
    }
  }
  const [, name] = fieldTyped.exec(before) ?? []
  if (name === undefined || keywords.includes(name.toLowerCase())) return undefined
  return { kind: 'field', start: cursor - name.length, text: name.toLowerCase() }
}

/** The text with what was typed replaced, and where the cursor is then. */
export function completed(
  text: string,
  cursor: number,
  typed: Typed,
  chosen: string,
): { readonly text: string; readonly cursor: number } {
  const inserted = typed.kind === 'field' ? `${chosen}:` : `${quotedValue(chosen)} `
  const after = text.slice(cursor)
  const head = text.slice(0, typed.start) + inserted
  return { text: head + (typed.kind === 'value' ? after.trimStart() : after), cursor: head.length }
}

/** A value as the filter language takes it literally. */
export function quotedValue(value: string): string {
  if (plainValue.test(value)) return value
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
