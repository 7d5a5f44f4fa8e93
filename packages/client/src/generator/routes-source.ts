import { type FindShape, importsOf, type NamedShape } from './named-shapes.ts'
import { type Schema, type TypeName, typeOf } from './schema-type.ts'

/** What is read of an OpenAPI 3.1 document. */
export type ApiDescription = {
  readonly tags?: readonly { readonly name: string; readonly description?: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

type Operation = {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content?: Content }
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>
}
type Parameter = {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  readonly schema?: Schema
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>

/**
 * Files by name: one for each section of the API, and one that joins them. TypeScript, not yet formatted. What `findShape`
 * knows is imported from where it is defined, so that no shape is written down twice.
 */
export function routesSource(api: ApiDescription, findShape: FindShape): ReadonlyMap<string, string> {
  const sections = (api.tags ?? []).map(({ name }) => ({ name, file: fileName(name), type: typeName(name) }))
  const files = sections.map(
    ({ name, file, type }) => [`routes/${file}.ts`, sectionSource(api, name, type, findShape)] as const,
  )
  const imports = sections.map(({ file, type }) => `import type { ${type} } from './routes/${file}.ts'`)
  const joined = `${imports.join('\n')}\n\n/** Every route by method and address, as the server describes it. */\nexport type ApiRoutes = ${sections.map(({ type }) => type).join(' & ')}\n`
  return new Map([...files, ['api-routes.ts', `${notice}${joined}`]])
}

const notice = '// Made by "npm run generate:client" from the description that the server gives of itself.\n'

/** A longer answer that several routes give is written once. */
const repeatedMaxChars = 200

function sectionSource(api: ApiDescription, tag: string, type: string, findShape: FindShape): string {
  const used = new Set<NamedShape>()
  const named: TypeName = (schema) => {
    const shape = findShape(schema)
    if (shape !== undefined) used.add(shape)
    return shape?.name
  }
  const known = new Map<string, string>()
  const routes = Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.tags?.includes(tag))
      .map(([method, operation]) => {
        const name = `${method.toUpperCase()} ${path}`
        const answer = answerType(operation, named)
        const earlier = known.get(answer)
        if (earlier === undefined && answer.length > repeatedMaxChars) known.set(answer, name)
        const shown = earlier === undefined ? answer : `${type}[${JSON.stringify(earlier)}]['answer']`
        return routeSource(name, operation, shown, named)
      }),
  )
  return `${notice}${importsOf(used)}export type ${type} = {\n${routes.join('\n')}\n}\n`
}

function routeSource(name: string, operation: Operation, answer: string, named: TypeName): string {
  const parts = [
    ...parametersSource('path', operation, named),
    ...parametersSource('query', operation, named),
    ...bodySource(operation, named),
    `readonly answer: ${answer}`,
  ]
  const comment =
    operation.summary === undefined ? '' : `/** ${operation.summary.replaceAll('*/', '* /')} */\n`
  return `${comment}readonly ${JSON.stringify(name)}: {\n${parts.join('\n')}\n}`
}

function parametersSource(place: string, { parameters = [] }: Operation, named: TypeName): readonly string[] {
  const mine = parameters.filter((parameter) => parameter.in === place)
  if (mine.length === 0) return []
  const required = mine.filter((parameter) => parameter.required === true).map(({ name }) => name)
  const properties = Object.fromEntries(mine.map(({ name, schema = {} }) => [name, schema]))
  const optional = required.length === 0 ? '?' : ''
  return [`readonly ${place}${optional}: ${typeOf({ type: 'object', properties, required }, named)}`]
}

function bodySource({ requestBody }: Operation, named: TypeName): readonly string[] {
  if (requestBody === undefined) return []
  const schema = schemaOf(requestBody.content)
  return [`readonly body${requestBody.required === true ? '' : '?'}: ${typeOf(schema, named)}`]
}

function answerType({ responses = {} }: Operation, named: TypeName): string {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const types = good.map(([, { content }]) =>
    content === undefined ? 'null' : typeOf(schemaOf(content), named),
  )
  return types.length === 0 ? 'unknown' : [...new Set(types)].join(' | ')
}

function schemaOf(content: Content | undefined): Schema | undefined {
  return Object.values(content ?? {})[0]?.schema
}

function fileName(tag: string): string {
  return tag.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

function typeName(tag: string): string {
  const words = tag.split(/[^A-Za-z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
  return `${words.join('')}Routes`
}
