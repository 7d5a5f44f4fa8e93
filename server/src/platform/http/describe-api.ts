import { type ApiSection, apiSections } from './api-sections.ts'

/** What is read and written of an OpenAPI 3.1 document; everything else goes through as it is. */
export type OpenApiDocument = {
  readonly paths?: Readonly<Record<string, PathItem>>
  readonly components?: Readonly<Record<string, unknown>>
}
type PathItem = Readonly<Record<string, Operation>>
export type Operation = {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly Json[]
  readonly requestBody?: unknown
  readonly responses?: Readonly<Record<string, unknown>>
  readonly [extension: `x-${string}`]: unknown
}
type Json = Readonly<Record<string, unknown>>

const problemRef = { $ref: '#/components/responses/Problem' }
const reads: ReadonlySet<string> = new Set(['get', 'head', 'options'])

/**
 * Completes what the schemas say: a summary and section for each route, the errors, and the headers that every write takes.
 * Pure, so that what is served, what the client is made from and what is tested are one document.
 */
export function describeApi<Document extends OpenApiDocument>(document: Document): Document {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => {
    const operations = Object.entries(item).map(([method, operation]) => [
      method,
      describedOperation(method, path, operation),
    ])
    return [path, Object.fromEntries(operations)]
  })
  return {
    ...document,
    tags: apiSections.map(({ tag, what }) => ({ name: tag, description: what })),
    paths: Object.fromEntries(paths),
    components: {
      ...document.components,
      responses: { Problem: problemResponse },
      schemas: { Problem: problemSchema },
    },
  }
}

function describedOperation(method: string, path: string, operation: Operation): Json {
  const name = `${method.toUpperCase()} ${path}`
  const section = apiSections.find(({ routes }) => routes[name] !== undefined)
  const isOpen = operation['x-access'] === 'open'
  const parameters = [...(operation.parameters ?? []), ...headersOf(method, path, isOpen)]
  return {
    ...(simplified(operation) as Json),
    ...wordsOf(section, name),
    operationId: operationIdOf(method, path),
    ...(parameters.length === 0 ? {} : { parameters: simplified(parameters) }),
    responses: responsesOf(method, path, operation),
    ...(isOpen ? { security: [] } : {}),
    ...(path.startsWith('/ingest') ? { security: [{ sourceKey: [] }] } : {}),
  }
}

function wordsOf(section: ApiSection | undefined, name: string): Json {
  return section === undefined ? {} : { summary: section.routes[name], tags: [section.tag] }
}

/** `get_tenants_byTenantId_own_rules`: unique, since paths are. */
function operationIdOf(method: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== 'api')
  const words = parts.map((part) =>
    part.replace(/^\{(.)(.*)\}$/, (_, first, rest) => `by${first.toUpperCase()}${rest}`),
  )
  return [method, ...words].join('_').replace(/[^A-Za-z0-9_]/g, '')
}

function headersOf(method: string, path: string, isOpen: boolean): readonly Json[] {
  if (reads.has(method) || isOpen || !path.startsWith('/api/')) return []
  const key = {
    in: 'header',
    name: 'idempotency-key',
    required: false,
    description: 'Random, 16 to 200 characters: the same request with it is done once',
    schema: { type: 'string', minLength: 16, maxLength: 200 },
  }
  return versioned.has(`${method} ${path}`) ? [key, ifMatch] : [key]
}

const ifMatch = {
  in: 'header',
  name: 'if-match',
  required: false,
  description: 'The ETag that was seen: nothing is changed when it is another one by now',
  schema: { type: 'string' },
}

/** Routes that take If-Match. */
export const versioned: ReadonlySet<string> = new Set([
  'patch /api/tenants/{tenantId}/incidents/{incidentId}',
  'post /api/tenants/{tenantId}/own-rules',
  'delete /api/tenants/{tenantId}/own-rules/{ruleId}',
  'put /api/settings',
])

function responsesOf(method: string, path: string, operation: Operation): Json {
  const { default: _, ...declared } = operation.responses ?? {}
  const answers = Object.entries(declared).map(([status, answer]) => [status, simplified(answered(answer))])
  const isOpen = operation['x-access'] === 'open'
  const errors = [
    '400',
    ...(isOpen ? [] : ['401']),
    ...(operation['x-right'] === undefined ? [] : ['403']),
    ...(path.includes('{') ? ['404'] : []),
    ...(versioned.has(`${method} ${path}`) ? ['412'] : []),
    '429',
    'default',
  ]
  return {
    ...Object.fromEntries(answers),
    ...Object.fromEntries(errors.map((status) => [status, problemRef])),
  }
}

function answered(answer: unknown): unknown {
  const { description, content } = answer as { readonly description?: string; readonly content?: unknown }
  if (description !== 'Default Response') return answer
  return { ...(answer as Json), description: content === undefined ? 'Done' : 'The answer' }
}

/** Unions of single words become one enum; identifiers of ours mean nothing to others. */
export function simplified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(simplified)
  if (typeof value !== 'object' || value === null) return value
  const { $id: _, ...rest } = value as Json
  const words = Array.isArray(rest.anyOf) ? wordsIn(rest.anyOf as readonly Json[]) : undefined
  if (words !== undefined) {
    const { anyOf: __, ...others } = rest
    return { ...others, type: 'string', enum: words }
  }
  return Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, simplified(inner)]))
}

function wordsIn(union: readonly Json[]): readonly unknown[] | undefined {
  const words = union.map(({ type, const: only, enum: some }) =>
    type === 'string' && (only !== undefined || Array.isArray(some)) ? (some ?? [only]) : undefined,
  )
  return words.every((word) => word !== undefined) ? words.flat() : undefined
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457; docs/errors.md lists the codes',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
  },
}

const problemResponse = {
  description: 'What was wrong, with a stable code and what to do next',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
