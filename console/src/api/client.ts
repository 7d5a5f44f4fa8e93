/** RFC 9457 problem details of the server, or of the connection to it (`code` then starts with `CONSOLE_`). */
export type ProblemDetails = {
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
}

export class ProblemError extends Error {
  readonly problem: ProblemDetails
  constructor(problem: ProblemDetails) {
    super(`${problem.title}: ${problem.detail}`)
    this.problem = problem
  }
}

type Request = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** Name of the action in the registry; the server's audit trail carries the same name. */
  readonly action?: string
}

/**
 * One request to the API. Errors: `ProblemError` with the server's code, `CONSOLE_OFFLINE` when nothing answered,
 * `CONSOLE_NOT_JSON` when something else than the server answered.
 */
export async function callApi<T>(path: string, request: Request = {}): Promise<T> {
  const response = await send(path, request)
  if (response.status === 204) return undefined as T
  const type = response.headers.get('content-type') ?? ''
  if (!type.includes('json')) throw new ProblemError(notJson(response.status))
  const body: unknown = await response.json()
  if (!response.ok) throw new ProblemError(problemOf(body, response.status))
  return body as T
}

async function send(path: string, request: Request): Promise<Response> {
  try {
    return await fetch(path, {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.action === undefined ? {} : { 'x-countersign-action': request.action }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    })
  } catch (cause) {
    if (request.signal?.aborted) throw cause
    throw new ProblemError({
      title: 'The server does not answer',
      status: 0,
      detail:
        'Check that Countersign is running and that this machine can reach it; the page tries again by itself.',
      code: 'CONSOLE_OFFLINE',
    })
  }
}

function problemOf(body: unknown, status: number): ProblemDetails {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<ProblemDetails>
  return {
    title: given.title ?? 'The request failed',
    status: given.status ?? status,
    detail: given.detail ?? `The server answered ${status} and said no more.`,
    code: given.code ?? `HTTP_${status}`,
  }
}

function notJson(status: number): ProblemDetails {
  return {
    title: 'The answer is not from the API',
    status,
    detail: `Something answered ${status} without JSON. Is a proxy between this browser and the server?`,
    code: 'CONSOLE_NOT_JSON',
  }
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
