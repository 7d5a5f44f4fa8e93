/** What goes into the trail from outside: bounded, one line, and without what must not be kept. */

const textMaxCharacters = 300
const valueMaxBytes = 4096
const secretName = /secret|password|token|credential|(?:^|[a-z_-])key$|^key$/i

/** Control characters, line ends and marks of writing direction become blanks: an entry is one line wherever it is shown. */
export function auditText(text: string, maxCharacters = textMaxCharacters): string {
  return text
    .slice(0, maxCharacters)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .toWellFormed()
}

/** Strings of an object of any kind, each bounded; others are written as JSON. */
export function auditTexts(values: unknown): Readonly<Record<string, string>> {
  if (typeof values !== 'object' || values === null) return {}
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [auditText(name, 60), shown(name, value)]),
  )
}

function shown(name: string, value: unknown): string {
  if (secretName.test(name)) return '(not kept)'
  return auditText(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
}

/** JSON of a state before or after a change. Too large to be a small thing: its size instead. */
export function auditJson(value: unknown): string | null {
  if (value === undefined) return null
  const json = JSON.stringify(value, (name, inner) => {
    if (secretName.test(name) && inner !== null && typeof inner !== 'boolean') return '(not kept)'
    return typeof inner === 'string' ? auditText(inner, 1000) : inner
  })
  const bytes = Buffer.byteLength(json)
  return bytes > valueMaxBytes ? JSON.stringify({ omitted: `${bytes} bytes` }) : json
}
