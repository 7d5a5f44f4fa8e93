/**
 * A bounded memory of a pure function of a short text: sources repeat a few hundred operation names. When it is full it
 * starts anew, so hostile names cost time but not memory.
 */
export function remember<T>(
  compute: (key: string) => T,
  entriesMax = 4096,
  keyMaxChars = 256,
): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const value = compute(key)
    if (key.length > keyMaxChars) return value
    if (known.size >= entriesMax) known.clear()
    known.set(key, value)
    return value
  }
}
