const unknownMark: unique symbol = Symbol('unknown')

/** A value that the configuration alone does not give: what it would be is known to Terraform, not to a reader. */
export type Unknown = { readonly [unknownMark]: string }

export type TfValue =
  | string
  | number
  | boolean
  | null
  | Unknown
  | readonly TfValue[]
  | { readonly [key: string]: TfValue }

/** `origin` names where it would come from: `var.account_id`. */
export function unknownFrom(origin: string): Unknown {
  return { [unknownMark]: origin }
}

export function isUnknown(value: TfValue | undefined): value is Unknown {
  return typeof value === 'object' && value !== null && unknownMark in value
}

export function originOf(value: Unknown): string {
  return value[unknownMark]
}

export function isList(value: TfValue | undefined): value is readonly TfValue[] {
  return Array.isArray(value)
}

export function isMap(value: TfValue | undefined): value is { readonly [key: string]: TfValue } {
  return typeof value === 'object' && value !== null && !isList(value) && !isUnknown(value)
}

/**
 * What stands for an unknown value inside text: `<var.account_id>`. It holds nothing that means something in an ARN or in
 * an IAM pattern, so it equals itself and is matched by a wildcard, and by nothing else.
 */
export function placeholder(origin: string): string {
  return `<${origin.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 120)}>`
}

/** A value as it appears inside a string template. */
export function textOf(value: TfValue): string {
  if (value === null) return ''
  if (isUnknown(value)) return placeholder(originOf(value))
  if (typeof value === 'object') return placeholder('a-collection-inside-text')
  return String(value)
}

/** Values of one conversion: a list that holds itself twice, thirty times over, is written in thirty lines. */
const plainNodesMax = 200_000

/** The value as JSON would hold it; unknown values become their placeholders. Throws a RangeError beyond its bound. */
export function plainOf(value: TfValue): unknown {
  let nodes = 0
  const convert = (one: TfValue): unknown => {
    if (++nodes > plainNodesMax) throw new RangeError('a value of too many parts')
    if (isUnknown(one)) return textOf(one)
    if (isList(one)) return one.map(convert)
    if (isMap(one)) return Object.fromEntries(Object.entries(one).map(([key, part]) => [key, convert(part)]))
    return one
  }
  return convert(value)
}

/** JSON as Terraform values. */
export function fromJson(json: unknown): TfValue {
  if (json === null || json === undefined) return null
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json
  if (Array.isArray(json)) return json.map(fromJson)
  if (typeof json !== 'object') return null
  return ownMap(Object.entries(json).map(([key, one]) => [key, fromJson(one)]))
}

/** A map without a prototype: a configuration may use `__proto__` as a key. */
export function ownMap(entries: Iterable<readonly [string, TfValue]>): { readonly [key: string]: TfValue } {
  const map: { [key: string]: TfValue } = Object.create(null)
  for (const [key, value] of entries) map[key] = value
  return map
}

/** A member of a map, never one of its prototype. */
export function memberOf(value: { readonly [key: string]: TfValue }, key: string): TfValue | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined
}
