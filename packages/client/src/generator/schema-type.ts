/** The part of JSON Schema 2020-12 that the API's description uses. */
export type Schema = {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly patternProperties?: Readonly<Record<string, Schema>>
}

const scalars: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
}

/** The name of a type that already says what a schema says; undefined: it has none. */
export type TypeName = (schema: Schema) => string | undefined

/** A schema as a TypeScript type, by its name where it has one; what it does not say is `unknown`. */
export function typeOf(schema: Schema | undefined, named: TypeName = () => undefined): string {
  return schema === undefined ? 'unknown' : (named(schema) ?? writtenOut(schema, named))
}

function writtenOut(schema: Schema, named: TypeName): string {
  const inner = (part: Schema | undefined) => typeOf(part, named)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return union(schema.enum.map((word) => JSON.stringify(word)))
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return union(choices.map(inner))
  if (schema.allOf !== undefined) return schema.allOf.map((part) => `(${inner(part)})`).join(' & ')
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => inner({ ...schema, type })))
  if (schema.type === 'array') return `readonly (${inner(schema.items)})[]`
  if (schema.type === 'object' || schema.properties !== undefined) return objectType(schema, named)
  return scalars[schema.type as string] ?? 'unknown'
}

function union(types: readonly string[]): string {
  return [...new Set(types)].map((type) => (type.includes(' ') ? `(${type})` : type)).join(' | ')
}

function objectType(schema: Schema, named: TypeName): string {
  const { properties, required = [], additionalProperties, patternProperties = {} } = schema
  const [pattern] = Object.values(patternProperties)
  const others = typeof additionalProperties === 'object' ? additionalProperties : pattern
  if (properties === undefined) return `Readonly<Record<string, ${typeOf(others, named)}>>`
  const needed = new Set(required)
  const fields = Object.entries(properties).map(
    ([name, field]) =>
      `readonly ${JSON.stringify(name)}${needed.has(name) ? '' : '?'}: ${typeOf(field, named)}`,
  )
  return fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`
}
