/** Why a document cannot be used. Thrown inside the reader only; callers get an `unsupported` document. */
export class UnsupportedConstruct extends Error {}

export type YamlMap = Readonly<Record<string, unknown>>

export function asMap(value: unknown, what: string): YamlMap {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as YamlMap
  throw new UnsupportedConstruct(`${what} is not a map`)
}

export function isMap(value: unknown): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function optionalText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** A string or a list of strings, as a list. */
export function textList(value: unknown): readonly string[] {
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]).flatMap((entry) => optionalText(entry) ?? [])
}
