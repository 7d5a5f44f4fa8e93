/** Test code: a value that a JSON schema of the OpenAPI document takes, so that a request fails for no other reason. */
export type Schema = {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly minLength?: number
}

/** `names` gives the values of properties that have to fit more than their type. */
export function sampleOf(schema: Schema, names: Readonly<Record<string, unknown>>): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.anyOf !== undefined) return sampleOf(schema.anyOf[0] ?? {}, names)
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((part) => sampleOf(part, names)))
  switch (schema.type) {
    case 'object':
      return objectOf(schema, names)
    case 'array':
      return []
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return 'x'.repeat(Math.max(1, schema.minLength ?? 1))
  }
}

/** Every property: also those that may be left out, since an optional one may name a tenant. */
function objectOf({ properties = {} }: Schema, names: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, names[name] ?? sampleOf(schema, names)]),
  )
}
