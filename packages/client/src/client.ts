import type { ApiRoutes } from './api-routes.ts'
import { type Retries, waitSeconds } from './retrying.ts'

/** RFC 9457 problem details; `code` is stable and listed in docs/errors.md. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
}

/** The server refused or failed. `retryAfterSeconds` when it says how long to wait. */
export class ApiError extends Error {
  readonly problem: Problem
  readonly retryAfterSeconds: number | undefined

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(`${problem.code}: ${problem.detail}`)
    this.name = 'ApiError'
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export type RouteName = keyof ApiRoutes
type Part<Name extends RouteName, Key extends string> = Key extends keyof ApiRoutes[Name]
  ? ApiRoutes[Name][Key]
  : never

/** What is not known may be given as undefined: it is not sent. The API takes a list as text with commas. */
type Asked<Query> = {
  readonly [Key in keyof Query]:
    | Query[Key]
    | undefined
    | (string extends Query[Key] ? readonly string[] : never)
}
type QueryPart<Route> = Route extends { readonly query: infer Query }
  ? { readonly query: Asked<Query> }
  : Route extends { readonly query?: infer Query }
    ? { readonly query?: Asked<Query> }
    : unknown

/** What a route takes; a part that it does not take is not there. */
export type RequestOf<Name extends RouteName> = Omit<ApiRoutes[Name], 'answer' | 'query'> &
  QueryPart<ApiRoutes[Name]> &
  RequestGuards

/** What every request may carry. */
export type RequestGuards = {
  /** Done once, however often it is sent: 16 to 200 random characters. */
  readonly idempotencyKey?: string
  /** ETag that was seen: nothing is changed when it is another one by now. */
  readonly ifMatch?: string
  readonly signal?: AbortSignal
  /** Further headers, in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A request; nothing at all where the route needs nothing. */
export type RequestArguments<Request> =
  Record<never, never> extends Request ? [request?: Request] : [request: Request]

export type AnswerOf<Name extends RouteName> = Part<Name, 'answer'>

export type Answered<Name extends RouteName> = {
  readonly status: number
  readonly etag: string | undefined
  readonly body: AnswerOf<Name>
}

export type ClientOptions = {
  /** `https://soc.example`, without a path; empty in a browser that the server serves. */
  readonly baseUrl: string
  /** Of a tenant; without one the browser's session is used. */
  readonly apiKey?: string
  readonly fetch: typeof fetch
  /** With it every write carries an Idempotency-Key, and what the server puts off is sent again. Without: once. */
  readonly retries?: Retries
}

export type Client = {
  /**
   * One request. Errors: ApiError; whatever `fetch` throws when nothing answers.
   *
   * @example await client.call('GET /api/incidents', { query: { status: 'open', limit: 20 } })
   */
  readonly call: <Name extends RouteName>(
    name: Name,
    ...request: RequestArguments<RequestOf<Name>>
  ) => Promise<Answered<Name>>
  /** The same, for answers that are files: as they come, however large. */
  readonly stream: <Name extends RouteName>(
    name: Name,
    ...request: RequestArguments<RequestOf<Name>>
  ) => Promise<ReadableStream<Uint8Array>>
}

/** The loose form that all requests share. */
type AnyRequest = {
  readonly path?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
} & RequestGuards

export function createClient(options: ClientOptions): Client {
  return {
    call: async <Name extends RouteName>(name: Name, ...[given]: RequestArguments<RequestOf<Name>>) => {
      const response = await answered(options, name, given ?? {})
      const etag = response.headers.get('etag') ?? undefined
      return { status: response.status, etag, body: (await bodyOf(response)) as AnswerOf<Name> }
    },
    stream: async (name, ...[given]) => {
      const { body } = await answered(options, name, given ?? {})
      return body ?? new Blob().stream()
    },
  }
}

/** What the server answers when it does what was asked; sent again as the options say. */
async function answered(options: ClientOptions, name: string, given: AnyRequest): Promise<Response> {
  const { retries } = options
  const request = keyed(name, given, retries)
  for (let attempt = 1; ; attempt += 1) {
    const response = await sendOnce(options, name, request)
    if (response.ok) return response
    const error = await errorOf(response)
    const seconds = retries === undefined ? undefined : waitSeconds(error, attempt, retries)
    if (retries === undefined || seconds === undefined) throw error
    await retries.wait(seconds, request.signal)
  }
}

/** A write gets a key of its own, the same for each time it is sent; a read needs none. */
function keyed(name: string, request: AnyRequest, retries: Retries | undefined): AnyRequest {
  if (retries === undefined || request.idempotencyKey !== undefined || name.startsWith('GET ')) return request
  return { ...request, idempotencyKey: retries.newKey() }
}

function sendOnce(
  { baseUrl, apiKey, fetch: send }: ClientOptions,
  name: string,
  request: AnyRequest,
): Promise<Response> {
  const { method, url } = addressOf(name, request)
  const { body, signal } = request
  return send(baseUrl + url, {
    method,
    headers: headersOf(request, apiKey),
    ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** `GET /api/tenants/{tenantId}/…` with its parameters put in. */
export function addressOf(name: string, { path = {}, query = {} }: AnyRequest) {
  const [method = '', template = ''] = name.split(' ')
  const filled = template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = path[key]
    // "", "." and ".." would be another address.
    if (value === undefined || value === '' || value === '.' || value === '..')
      throw new RangeError(`${name} needs ${key}`)
    return encodeURIComponent(String(value))
  })
  // An empty filter is no filter, an empty cursor the first page.
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && String(value) !== '')
  const search = new URLSearchParams(
    asked.map(([key, value]): [string, string] => [key, String(value)]),
  ).toString()
  return { method, url: search === '' ? filled : `${filled}?${search}` }
}

function headersOf({ body, headers, idempotencyKey, ifMatch }: AnyRequest, apiKey: string | undefined) {
  return {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': contentTypeOf(body) }),
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    ...headers,
  }
}

/** A file goes as it is, under its own type; everything else is JSON. */
function contentTypeOf(body: unknown): string {
  return body instanceof Blob ? body.type || 'application/octet-stream' : 'application/json'
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return null
  const type = response.headers.get('content-type') ?? ''
  return /[/+]json\b/.test(type) ? response.json() : response.text()
}

/** Something else than the server may have answered: a proxy, say. */
async function errorOf(response: Response): Promise<ApiError> {
  const after = Number(response.headers.get('retry-after') ?? '')
  const body = (await bodyOf(response).catch(() => undefined)) as Partial<Problem> | undefined
  const { status } = response
  const known = typeof body === 'object' && body !== null ? body : {}
  const problem: Problem = {
    type: known.type ?? 'about:blank',
    title: known.title ?? 'The request failed',
    status,
    detail: known.detail ?? `Something answered ${status} without saying why.`,
    code: known.code ?? `HTTP_${status}`,
  }
  return new ApiError(problem, after > 0 ? after : undefined)
}
