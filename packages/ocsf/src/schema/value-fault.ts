import type { Json } from '../record.ts'
import type { SchemaType } from './schema.ts'

/** Why a value is not of a data type, or undefined when it is. Source: OCSF dictionary, `types`. */
export function typeFault(type: SchemaType, value: Json): string | undefined {
  const base = baseFault(type.base, value)
  if (base !== undefined) return `must be ${base} (${type.name})`
  if (typeof value === 'number' && type.range !== undefined) {
    const [from, to] = type.range
    if (value < from || value > to) return `must be between ${from} and ${to} (${type.name})`
  }
  return undefined
}

function baseFault(base: string, value: Json): string | undefined {
  switch (base) {
    case 'string_t':
      return typeof value === 'string' ? undefined : 'a text'
    case 'boolean_t':
      return typeof value === 'boolean' ? undefined : 'true or false'
    case 'integer_t':
    case 'long_t':
      return Number.isSafeInteger(value) ? undefined : 'an integer'
    case 'float_t':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'a number'
    default:
      // json_t: any value.
      return undefined
  }
}

/** Why a text has not the form that its type describes; the schema recommends forms without demanding them. */
export function formFault(type: SchemaType, value: Json): string | undefined {
  if (typeof value !== 'string') return undefined
  if (type.maxChars !== undefined && value.length > type.maxChars)
    return `is longer than ${type.maxChars} (${type.name})`
  return type.regex === undefined || type.regex.test(value) ? undefined : `has not the form of ${type.name}`
}
