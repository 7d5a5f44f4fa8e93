/** The value as an object with string keys, or undefined when it is anything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}

/** Policy grammar lets one value stand for a list of one; booleans and numbers are compared as text. */
export function strings(value: unknown): readonly string[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return listed.flatMap((one) =>
    typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean' ? [String(one)] : [],
  )
}
