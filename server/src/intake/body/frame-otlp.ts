import { recordsOf } from '@countersign/ocsf/bundle'
import type { JsonObject } from '@countersign/ocsf/record'
import type { Frame } from './frame.ts'
import { otlpMessages } from './otlp-schema.ts'

export type OtlpFrames =
  | { readonly kind: 'frames'; readonly frames: readonly Frame[] }
  | { readonly kind: 'malformed'; readonly detail: string }

/**
 * Log records or spans of an OTLP request, each as one JSON document in OTLP/JSON form with its resource and scope
 * beside it: a record of its own, which is what is kept as its raw form.
 */
export function frameOtlp(body: Buffer, signal: 'logs' | 'traces', wire: 'json' | 'protobuf'): OtlpFrames {
  try {
    const request =
      wire === 'json'
        ? (JSON.parse(body.toString('utf8', 0, body.length)) as JsonObject)
        : decoded(body, signal)
    const records = recordsOf(request) ?? []
    const frames = records.map((record) => {
      const bytes = Buffer.from(JSON.stringify(record))
      return { start: 0, end: bytes.length, bytes }
    })
    return { kind: 'frames', frames }
  } catch (error) {
    return {
      kind: 'malformed',
      detail: `no OTLP ${signal} request as ${wire}: ${(error as Error).message.slice(0, 200)}`,
    }
  }
}

function decoded(body: Buffer, signal: 'logs' | 'traces'): JsonObject {
  const type = otlpMessages[signal]
  const object = type.toObject(type.decode(body), { longs: String, arrays: false, defaults: false })
  return withHexIds(object) as JsonObject
}

const idNames: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId'])

/** OTLP/JSON writes trace and span ids as hex and other bytes as base64 (OTLP specification, "JSON Protobuf Encoding"). */
function withHexIds(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withHexIds(item))
  if (value instanceof Uint8Array) return Buffer.from(value).toString(idNames.has(name) ? 'hex' : 'base64')
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withHexIds(inner, key)]))
}
