import type { Schema } from './schema-type.ts'

/** A schema that a package exports together with its static type of the same name. */
export type NamedShape = { readonly name: string; readonly module: string; readonly schema: Schema }

/** Finds the shape that says exactly what a schema of the document says. */
export type FindShape = (schema: Schema) => NamedShape | undefined

/**
 * Shapes by what they say, whatever the order of their keys. Plain words and numbers are no shapes: their names would
 * hide what they are. The first of two that say the same is taken.
 */
export function shapeFinder(shapes: readonly NamedShape[]): FindShape {
  const byContent = new Map<string, NamedShape>()
  for (const shape of shapes) {
    const content = contentOf(shape.schema)
    if (isShape(shape.schema) && !byContent.has(content)) byContent.set(content, shape)
  }
  return (schema) => (isShape(schema) ? byContent.get(contentOf(schema)) : undefined)
}

/** `import type` lines, one a module, of the shapes that were used. */
export function importsOf(used: Iterable<NamedShape>): string {
  const byModule = Map.groupBy(used, ({ module }) => module)
  const lines = [...byModule].map(([module, shapes]) => {
    const names = [...new Set(shapes.map(({ name }) => name))].sort()
    return `import type { ${names.join(', ')} } from '${module}'\n`
  })
  return lines.sort().join('')
}

function isShape({ properties, enum: words, anyOf }: Schema): boolean {
  return Object.keys(properties ?? {}).length > 0 || words !== undefined || anyOf !== undefined
}

function contentOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inOrder(inner) : inner,
  )
}

/** A map from any word is written with a pattern by the schema library and with `additionalProperties` by the document. */
function inOrder(schema: object): object {
  const { patternProperties, ...rest } = schema as Schema
  const anyWord = patternProperties?.['^.*$']
  const same = anyWord === undefined ? schema : { ...rest, additionalProperties: anyWord }
  return Object.fromEntries(Object.entries(same).sort(([a], [b]) => (a < b ? -1 : 1)))
}
