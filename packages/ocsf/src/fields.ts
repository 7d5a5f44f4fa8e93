import type { Json, JsonObject } from './record.ts'

/** Typed reads of hostile JSON: each gives the value when it has the wanted type, and undefined otherwise. */

const none: JsonObject = Object.freeze({})
const noItems: readonly Json[] = Object.freeze([])

/** Any JSON value, or nothing: what a property read of parsed JSON gives. */
export type Found = Json | undefined

/** A non-empty string. */
export function textOf(value: Found): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A string, or a number written as one: ids that some exporters quote and others do not. */
export function idOf(value: Found): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
  return textOf(value)
}

/** A finite number, also when the source wrote it as a string (`"443"`). */
export function numberOf(value: Found): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value === '' || value.length > 24) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** An integer, for the attributes that OCSF counts with. */
export function integerOf(value: Found): number | undefined {
  const number = numberOf(value)
  return Number.isSafeInteger(number) ? number : undefined
}

/** A boolean, also as the words that AWS and Okta write (`"true"`, `"False"`). */
export function flagOf(value: Found): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'True') return true
  if (value === 'false' || value === 'False') return false
  return undefined
}

/** An object; an empty one when the value is anything else, so that reads below it need no check. */
export function objectOf(value: Found): JsonObject {
  return isObject(value) ? value : none
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: Found): readonly Json[] {
  return Array.isArray(value) ? value : noItems
}

/** The texts of a list, or of a single text. */
export function textsOf(value: Found): readonly string[] {
  if (typeof value === 'string' && value !== '') return [value]
  return listOf(value).filter((item): item is string => typeof item === 'string' && item !== '')
}

const addressShape = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+(?:%\w+)?)$/
const addressMaxChars = 64

/** An IPv4 or IPv6 address as the source wrote it, or undefined for host names and dashes. */
export function addressOf(value: Found): string | undefined {
  if (typeof value !== 'string' || value.length > addressMaxChars) return undefined
  return addressShape.test(value) ? value : undefined
}

/**
 * The fields of `from` that `mapped` does not name, by reference. `__proto__` is left out: assigning it would change
 * the copy's prototype.
 */
export function restOf(from: JsonObject, mapped: ReadonlySet<string>): { [name: string]: Json } {
  const rest: { [name: string]: Json } = {}
  for (const name in from) {
    if (mapped.has(name) || name === '__proto__') continue
    const value = from[name]
    if (value !== undefined && value !== null) rest[name] = value
  }
  return rest
}
