import type { CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs'
import type { Json, JsonObject } from '@countersign/ocsf/record'

const depthMax = 16

/**
 * JSON as Cedar takes it. Cedar has whole numbers and no null: what it cannot hold is left out, so that a policy finds
 * nothing there rather than something else. Source: Cedar policy language reference, "JSON entity format".
 */
export function cedarRecord(value: JsonObject | undefined, depth = 0): Record<string, CedarValueJson> {
  const record: Record<string, CedarValueJson> = {}
  for (const [key, inner] of Object.entries(value ?? {})) {
    const converted = cedarValue(inner, depth + 1)
    // A key of this name would be read as an entity or an extension, whatever was meant by it.
    if (converted !== undefined && !isReserved(key)) record[key] = converted
  }
  return record
}

const isReserved = (key: string): boolean => key === '__entity' || key === '__extn' || key === '__proto__'

function cedarValue(value: Json, depth: number): CedarValueJson | undefined {
  if (depth > depthMax || value === null) return undefined
  if (typeof value === 'number') return cedarNumber(value)
  if (typeof value !== 'object') return value
  if (!Array.isArray(value)) return cedarRecord(value as JsonObject, depth)
  return value.flatMap((item) => cedarValue(item as Json, depth + 1) ?? [])
}

/** Cedar's decimal has four places; a number with more is not the number a policy would compare with. */
function cedarNumber(value: number): CedarValueJson | undefined {
  if (Number.isSafeInteger(value)) return value
  const text = value.toFixed(4)
  return Number(text) === value && Math.abs(value) < 1e12
    ? { __extn: { fn: 'decimal', arg: text } }
    : undefined
}
