import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { isObject, listOf } from '@countersign/ocsf/fields'
import type { Json, JsonObject } from '@countersign/ocsf/record'

/** Every CloudTrail record under a folder: JSON lists, `{Records}` files as a trail delivers them, JSON lines; plain or gzip. */
export function* cloudTrailRecords(folder: string): Generator<JsonObject> {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* cloudTrailRecords(path)
    else if (/\.(json|jsonl|ndjson|log)(\.gz)?$/.test(name)) yield* recordsOf(textOf(path))
  }
}

function textOf(path: string): string {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

function* recordsOf(text: string): Generator<JsonObject> {
  const whole = parsed(text)
  if (whole !== undefined) yield* recordsIn(whole)
  else for (const line of text.split('\n')) yield* recordsIn(parsed(line))
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** `event` wraps the record in sets of labelled events. */
function* recordsIn(value: Json | undefined): Generator<JsonObject> {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) yield* recordsIn(item)
  else if (isObject(value)) {
    if (Array.isArray(value.Records)) yield* recordsIn(listOf(value.Records))
    else if (isObject(value.event)) yield* recordsIn(value.event)
    else if (typeof value.eventName === 'string' && typeof value.eventSource === 'string') yield value
  }
}
