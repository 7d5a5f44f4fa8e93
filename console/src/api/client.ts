import {
  type AnswerOf,
  ApiError,
  createClient,
  type RequestArguments,
  type RequestOf,
  type RouteName,
} from '@countersign/client/client'
import { waitWithTimer } from '@countersign/client/retrying'

/** The server's refusal with its code, or one of the connection to it (the code then starts with `CONSOLE_`). */
export { ApiError as ProblemError }

type PageRequest<Name extends RouteName> = RequestOf<Name> & {
  /** Name of the action in the registry, told to the server with the request. */
  readonly action?: string
}

const client = createClient({
  baseUrl: '',
  fetch: fetchJson,
  // A reader who waits longer than this without a word thinks that the page hangs.
  retries: { attemptsMax: 3, waitMaxSeconds: 2, wait: waitWithTimer, newKey: randomKey },
})

/**
 * The client's answers are readonly all the way down, the shapes of packages/api are not. An answer is its reader's own,
 * so it may go wherever a shape is wanted.
 */
type Own<T> = T extends readonly (infer Item)[]
  ? Own<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Own<T[Key]> }
    : T

export const api = {
  /**
   * One request to the API; the answer has the type of the route. Errors: `ProblemError` with the server's code,
   * `CONSOLE_OFFLINE` when nothing answered, `CONSOLE_NOT_JSON` when something else than the server answered.
   *
   * @example const { items } = await api.call('GET /api/tenants', { signal })
   */
  call: async <Name extends RouteName>(
    name: Name,
    ...[request]: RequestArguments<PageRequest<Name>>
  ): Promise<Own<AnswerOf<Name>>> => {
    return (await answered(name, request)).body as Own<AnswerOf<Name>>
  },
  /** The same, with the version of what was read (its ETag), which a change then names. */
  callTagged: async <Name extends RouteName>(
    name: Name,
    ...[request]: RequestArguments<PageRequest<Name>>
  ): Promise<{ readonly etag: string | undefined; readonly body: Own<AnswerOf<Name>> }> => {
    const { etag, body } = await answered(name, request)
    return { etag, body: body as Own<AnswerOf<Name>> }
  },
}

function answered<Name extends RouteName>(name: Name, request: Partial<PageRequest<Name>> | undefined) {
  const { action, ...rest } = request ?? {}
  const headers = action === undefined ? {} : { headers: { 'x-countersign-action': action } }
  const sent = [{ ...rest, ...headers }] as unknown as RequestArguments<RequestOf<Name>>
  return client.call(name, ...sent)
}

/**
 * A file of the API that is text. Errors: `ProblemError`, as of `api.call`.
 *
 * @example await readText(proofAddress(tenantId, name))
 */
export async function readText(address: string): Promise<string> {
  const response = await fetch(address).catch(() => {
    throw offline()
  })
  if (response.ok) return response.text()
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false
  throw isProblem ? new ApiError(await response.json()) : notJson(response.status)
}

/** `crypto.randomUUID` is there over HTTPS only; an operator may open the console over HTTP inside a network. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

/** The browser's `fetch`, with the failures of the way to the server as problems that a person can read. */
async function fetchJson(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init).catch((cause: unknown) => {
    throw init?.signal?.aborted ? cause : offline()
  })
  const type = response.headers.get('content-type') ?? ''
  if (response.status !== 204 && !type.includes('json')) throw notJson(response.status)
  return response
}

function offline(): ApiError {
  return new ApiError({
    type: 'about:blank',
    title: 'The server does not answer',
    status: 0,
    detail:
      'Check that Countersign is running and that this machine can reach it; the page tries again by itself.',
    code: 'CONSOLE_OFFLINE',
  })
}

function notJson(status: number): ApiError {
  return new ApiError({
    type: 'about:blank',
    title: 'The answer is not from the API',
    status,
    detail: `Something answered ${status} without JSON. Is a proxy between this browser and the server?`,
    code: 'CONSOLE_NOT_JSON',
  })
}

/** A query string of what is set; lists joined by commas, as the API reads them. */
export function queryString(
  params: Readonly<Record<string, string | number | readonly string[] | undefined>>,
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    const text = Array.isArray(value) ? value.join(',') : value === undefined ? '' : String(value)
    if (text !== '') query.set(name, text)
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
