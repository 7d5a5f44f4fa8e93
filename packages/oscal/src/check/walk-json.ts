/** A value within a document, with the way to it. */
export type JsonPlace = {
  readonly value: unknown
  /** Keys and indexes from the root. */
  readonly path: readonly string[]
  /** The object or list that holds it. */
  readonly holder: unknown
}

const depthMax = 200

/** Every value of a document, a holder before what it holds. Deeper than 200 levels nothing is looked at. */
export function* placesOf(
  value: unknown,
  path: readonly string[] = [],
  holder: unknown = undefined,
): Generator<JsonPlace> {
  yield { value, path, holder }
  if (typeof value !== 'object' || value === null || path.length > depthMax) return
  for (const [key, child] of Object.entries(value)) yield* placesOf(child, [...path, key], value)
}

/** RFC 6901. */
export function pointerOf(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The name of a value: its own key, or that of the list it is an item of. */
export function nameOf({ path, holder }: JsonPlace): string {
  const last = path.at(-1) ?? ''
  return Array.isArray(holder) ? (path.at(-2) ?? '') : last
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textAt(value: unknown, key: string): string | undefined {
  const found = isRecord(value) ? value[key] : undefined
  return typeof found === 'string' ? found : undefined
}
