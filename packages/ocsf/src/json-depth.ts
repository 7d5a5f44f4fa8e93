import type { Json } from './record.ts'

/**
 * Whether a parsed value nests deeper than `depthMax`. Goes level by level instead of recursing, so that depth costs no
 * stack; `JSON.parse` itself is iterative in V8.
 */
export function deeperThan(value: Json, depthMax: number): boolean {
  let level: object[] = typeof value === 'object' && value !== null ? [value] : []
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= depthMax) return true
    const below: object[] = []
    for (const holder of level) collect(holder, below)
    level = below
  }
  return false
}

function collect(holder: object, into: object[]): void {
  if (Array.isArray(holder)) {
    for (const item of holder) if (typeof item === 'object' && item !== null) into.push(item)
    return
  }
  const fields = holder as Readonly<Record<string, unknown>>
  for (const name in fields) {
    const item = fields[name]
    if (typeof item === 'object' && item !== null) into.push(item)
  }
}
