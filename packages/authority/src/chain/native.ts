import type { NormalisedEvent } from '@countersign/ocsf/event'
import { isObject, listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'

/** The source's own fields, as far as the event keeps them. */
export function nativeFields({ event }: NormalisedEvent): JsonObject {
  return isObject(event.unmapped) ? (event.unmapped as JsonObject) : {}
}

export function objectAt(from: JsonObject, ...path: readonly string[]): JsonObject {
  return path.reduce((at, name) => objectOf(own(at, name)), from)
}

export function textAt(from: JsonObject, ...path: readonly string[]): string | undefined {
  const holder = objectAt(from, ...path.slice(0, -1))
  return textOf(own(holder, path.at(-1) ?? ''))
}

export function listAt(from: JsonObject, ...path: readonly string[]): readonly Json[] {
  return listOf(own(objectAt(from, ...path.slice(0, -1)), path.at(-1) ?? ''))
}

/** A field of the record itself, never one of its prototype: names come from logs. */
function own(from: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined
}

/** Milliseconds since the epoch of an ISO 8601 text. */
export function timeAt(from: JsonObject, ...path: readonly string[]): number | undefined {
  const text = textAt(from, ...path)
  const ms = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isFinite(ms) ? ms : undefined
}

const depthMax = 6
const textsMax = 400

/** Every text inside, with the name it stands under; bounded, because requests are of any size. */
export function textsWithin(value: Json | undefined): readonly (readonly [name: string, text: string])[] {
  const found: (readonly [string, string])[] = []
  collect(value, '', 0, found)
  return found
}

function collect(
  value: Json | undefined,
  name: string,
  depth: number,
  found: (readonly [string, string])[],
): void {
  if (found.length >= textsMax || depth > depthMax) return
  if (typeof value === 'string') found.push([name, value])
  else if (Array.isArray(value))
    for (const item of value as readonly Json[]) collect(item, name, depth + 1, found)
  else if (isObject(value)) for (const key of Object.keys(value)) collect(value[key], key, depth + 1, found)
}
