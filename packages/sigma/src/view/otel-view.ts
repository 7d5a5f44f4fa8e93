import type { Json, JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { firstOf, isObject, member, pathReader } from './path.ts'
import { type RecordLogSource, recordLogSource, unknownLogSource } from './record-log-source.ts'
import type { FieldReader, SourceView } from './source-view.ts'

const genAi = recordLogSource({ product: 'opentelemetry', categories: [], services: ['genai'] })

export const otelGenAiView: SourceView = otelView('otel-genai-span', () => genAi)

/** A log record's source is what its attributes state, if they do. */
export const otelLogView: SourceView = otelView('otel-log', (fields) => {
  const stated = (name: string): string | undefined => {
    const value = attribute(fields, `sigma.${name}`)
    return typeof value === 'string' ? value.toLowerCase() : undefined
  }
  const [product, category, service] = [stated('product'), stated('category'), stated('service')]
  if (product === undefined && category === undefined && service === undefined) return unknownLogSource
  return recordLogSource({
    product,
    categories: category === undefined ? undefined : [category],
    services: service === undefined ? undefined : [service],
  })
})

function otelView(format: SourceFormat, classify: (fields: JsonObject) => RecordLogSource): SourceView {
  const reader = (field: string): FieldReader => {
    const readers: FieldReader[] = [(fields) => attribute(fields, field), pathReader(field)]
    if (field === 'message' || field === 'Message')
      readers.push((fields) => anyValue(fields.body ?? fields.Body))
    return firstOf(readers)
  }
  return { format, classify, reader }
}

/** An attribute of the span or record, else of its resource. Source: OpenTelemetry protocol, `KeyValue` and `AnyValue`. */
function attribute(fields: JsonObject, name: string): Json | undefined {
  const own = inAttributes(fields.attributes ?? fields.Attributes, name)
  if (own !== undefined || !isObject(fields.resource)) return own
  return inAttributes(fields.resource.attributes, name)
}

function inAttributes(attributes: Json | undefined, name: string): Json | undefined {
  if (isObject(attributes)) return anyValue(member(attributes, name))
  if (!Array.isArray(attributes)) return undefined
  const entry = attributes.find((pair) => isObject(pair) && pair.key === name)
  return isObject(entry) ? anyValue(entry.value) : undefined
}

function anyValue(json: Json | undefined): Json | undefined {
  if (!isObject(json)) return json
  const value = json.stringValue ?? json.intValue ?? json.doubleValue ?? json.boolValue
  if (value !== undefined) return value
  if (isObject(json.arrayValue) && Array.isArray(json.arrayValue.values))
    return json.arrayValue.values.map((entry: Json) => anyValue(entry) ?? null)
  return json
}
