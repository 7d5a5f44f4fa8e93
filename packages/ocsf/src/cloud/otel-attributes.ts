import { idOf, isObject, listOf, numberOf } from '../fields.ts'
import type { Json, JsonObject } from '../record.ts'

/** Attribute values by name, whichever way the exporter wrote them. */
export type Attributes = { readonly [name: string]: Json }

/**
 * OTLP/JSON writes attributes as `[{key, value: {stringValue}}]`; many exporters write a plain object.
 * Source: OpenTelemetry protocol, common.proto `KeyValue` and `AnyValue`.
 */
export function attributesOf(value: Json | undefined): Attributes {
  if (isObject(value)) return value
  // No prototype: a name such as `__proto__` is then an ordinary name.
  const found: { [name: string]: Json } = Object.create(null)
  for (const pair of listOf(value)) {
    if (!isObject(pair) || typeof pair.key !== 'string') continue
    const inner = anyValue(pair.value)
    if (inner !== undefined) found[pair.key] = inner
  }
  return found
}

function anyValue(value: Json | undefined): Json | undefined {
  if (!isObject(value)) return value
  if (value.stringValue !== undefined) return value.stringValue
  if (value.intValue !== undefined) return numberOf(value.intValue)
  if (value.doubleValue !== undefined) return numberOf(value.doubleValue)
  if (value.boolValue !== undefined) return value.boolValue
  if (isObject(value.arrayValue)) return listOf(value.arrayValue.values).map((item) => anyValue(item) ?? null)
  return value
}

/** Whether any attribute begins with one of the prefixes; looks no further than the first that does. */
export function hasPrefix(value: Json | undefined, ...prefixes: readonly string[]): boolean {
  if (isObject(value)) {
    for (const name in value) if (prefixes.some((prefix) => name.startsWith(prefix))) return true
    return false
  }
  return listOf(value).some((pair) => {
    const key = isObject(pair) ? pair.key : undefined
    return typeof key === 'string' && prefixes.some((prefix) => key.startsWith(prefix))
  })
}

/** Text of an attribute; objects and lists (tool arguments, say) as JSON text is not wanted, so they give nothing. */
export function attribute(attributes: Attributes, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = Object.hasOwn(attributes, name) ? idOf(attributes[name]) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

export function resourceAttributesOf(fields: JsonObject): Attributes {
  return attributesOf(isObject(fields.resource) ? (fields.resource.attributes ?? fields.resource) : undefined)
}
