import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { FieldReader } from './source-view.ts'

export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** An object's own member: names such as `constructor` are data here, not code. */
export function member(object: JsonObject, key: string): Json | undefined {
  const value = object[key]
  return typeof value === 'function' || value === undefined
    ? undefined
    : Object.hasOwn(object, key)
      ? value
      : undefined
}

/** Reads `a.b.c`: as one key, else step by step, entering every element of lists on the way. */
export function pathReader(path: string): FieldReader {
  const steps = path.split('.')
  if (steps.length === 1) return rooted([path], topReader(path))
  return rooted([path, steps[0]!], (fields) => {
    const whole = fields[path]
    return whole === undefined ? descend(fields, steps, 0) : whole
  })
}

function topReader(name: string): FieldReader {
  return name in Object.prototype ? (fields) => member(fields, name) : (fields) => fields[name]
}

/** A reader that looks under no other top-level names than these. */
export function rooted(
  roots: readonly string[],
  read: (fields: JsonObject) => Json | undefined,
): FieldReader {
  return Object.assign(read, { roots })
}

function descend(json: Json, steps: readonly string[], at: number): Json | undefined {
  let current: Json | undefined = json
  for (let step = at; step < steps.length; step++) {
    if (Array.isArray(current)) return descendList(current, steps, step)
    if (!isObject(current)) return undefined
    current = member(current, steps[step]!)
  }
  return current
}

function descendList(list: readonly Json[], steps: readonly string[], at: number): Json | undefined {
  const found = list.map((entry) => descend(entry, steps, at)).filter((value) => value !== undefined)
  return found.length === 0 ? undefined : found
}

/** As `pathReader`, for sources that spell a name now `userPrincipalName`, now `UserPrincipalName`. */
export function caselessPathReader(path: string): FieldReader {
  const exact = pathReader(path)
  const steps = path.toLowerCase().split('.')
  return (fields) => exact(fields) ?? descendCaseless(fields, steps, 0)
}

function descendCaseless(json: Json | undefined, steps: readonly string[], at: number): Json | undefined {
  if (at === steps.length) return json
  if (Array.isArray(json)) {
    const found = json
      .map((entry) => descendCaseless(entry, steps, at))
      .filter((value) => value !== undefined)
    return found.length === 0 ? undefined : found
  }
  if (!isObject(json)) return undefined
  const key = Object.keys(json).find((name) => name.toLowerCase() === steps[at])
  return key === undefined ? undefined : descendCaseless(json[key], steps, at + 1)
}

/** The first of several places that holds anything. */
export function firstOf(readers: readonly FieldReader[]): FieldReader {
  if (readers.length === 1) return readers[0]!
  const read: FieldReader = (fields) => {
    for (let at = 0; at < readers.length; at++) {
      const value = readers[at]!(fields)
      if (value !== undefined) return value
    }
    return undefined
  }
  const roots = readers.map((reader) => reader.roots)
  return roots.includes(undefined)
    ? read
    : rooted(
        roots.flatMap((names) => names ?? []),
        read,
      )
}

export function textOf(json: Json | undefined): string | undefined {
  if (typeof json === 'string') return json
  return typeof json === 'number' || typeof json === 'boolean' ? String(json) : undefined
}
