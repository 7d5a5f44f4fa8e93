import { isDeepStrictEqual } from 'node:util'
import { type Answered, type Ask, publicUrl } from './authzen-server.ts'

/** One case of the certification scenario, as the corpus writes it. */
export type CertificationCase = {
  readonly id: string
  readonly sub_level: string
  readonly method: string
  readonly path: string
  readonly request: unknown
  readonly raw_body?: string
  readonly content_type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly repeat?: number
  readonly expect: Readonly<Record<string, unknown>>
}

type Results = readonly Readonly<Record<string, unknown>>[]

/** Answers of cases that later ones refer to, by id. */
export type Earlier = Map<string, Answered['body']>

/** Why the case fails; undefined when it passes. */
export async function faultOf(
  ask: Ask,
  one: CertificationCase,
  earlier: Earlier,
): Promise<string | undefined> {
  const token = /\$\{next_token of ([\d.]+)\}/.exec(JSON.stringify(one.request) ?? '')
  const page = token?.[1] === undefined ? undefined : pageOf(earlier.get(token[1]))
  if (token !== null && !page) return undefined
  const body = JSON.parse((JSON.stringify(one.request) ?? 'null').replace(token?.[0] ?? '\u0000', page ?? ''))
  for (let round = 0; round < (one.repeat ?? 1); round++) {
    const answer = await ask({
      method: one.method,
      path: one.path,
      ...(one.method === 'GET' || one.raw_body !== undefined ? {} : { body }),
      ...(one.raw_body === undefined ? {} : { rawBody: one.raw_body }),
      headers: {
        ...one.headers,
        ...(one.content_type === undefined ? {} : { 'content-type': one.content_type }),
      },
    })
    earlier.set(one.id, answer.body)
    const fault = mismatch(one.expect, answer, earlier)
    if (fault !== undefined) return fault
  }
  return undefined
}

function pageOf(body: Answered['body'] | undefined): string | undefined {
  return (body?.page as { readonly next_token?: string } | undefined)?.next_token
}

function mismatch(
  expect: CertificationCase['expect'],
  answer: Answered,
  earlier: Earlier,
): string | undefined {
  const { status, body, headers } = answer
  if (status !== expect.status) return `status ${status} ${JSON.stringify(body)}`
  if (status !== 200) return undefined
  if (!(headers.get('content-type') ?? '').startsWith('application/json')) return 'not application/json'
  for (const [name, value] of Object.entries(expect.response_headers ?? {}))
    if (headers.get(name) !== value) return `${name} is ${headers.get(name)}`
  if ('decision' in expect && body.decision !== expect.decision) return `decision ${body.decision}`
  const batch = expect.evaluations === undefined ? undefined : batchFault(expect.evaluations as Results, body)
  return batch ?? searchFault(expect, body, earlier) ?? discoveryFault(expect, body)
}

function batchFault(expected: readonly unknown[], { evaluations }: Answered['body']): string | undefined {
  const got = (evaluations ?? []) as readonly { readonly decision?: unknown }[]
  const fits =
    got.length === expected.length &&
    got.every(({ decision }, at) =>
      expected[at] === 'any-boolean' ? typeof decision === 'boolean' : decision === expected[at],
    )
  return fits ? undefined : `evaluations ${JSON.stringify(got.map(({ decision }) => decision))}`
}

function searchFault(
  expect: CertificationCase['expect'],
  body: Answered['body'],
  earlier: Earlier,
): string | undefined {
  const results = body.results as Results | undefined
  const wanted = (expect.results_include ?? expect.results_exactly ?? []) as Results
  if (results === undefined) return 'results' in expect || wanted.length > 0 ? 'no results' : undefined
  if (!wanted.every((one) => results.some((got) => isDeepStrictEqual(got, one))))
    return `results ${JSON.stringify(results)}`
  if (expect.results_exactly !== undefined && results.length !== wanted.length)
    return `${results.length} results`
  for (const name of (expect.each_has ?? []) as readonly string[])
    if (!results.every((got) => typeof got[name] === 'string')) return `a result without ${name}`
  if (expect.each_type !== undefined && !results.every(({ type }) => type === expect.each_type))
    return 'another type'
  const same = expect.same_as === undefined ? undefined : earlier.get(String(expect.same_as))?.results
  return same !== undefined && !isDeepStrictEqual(results, same)
    ? `not as ${expect.same_as}`
    : pageFault(expect, body)
}

function pageFault(expect: CertificationCase['expect'], { page }: Answered['body']): string | undefined {
  if (expect.page === undefined) return undefined
  if (page === undefined) return expect.page === 'object' ? 'no page' : undefined
  const { next_token: token } = page as { readonly next_token?: unknown }
  return token === undefined || typeof token === 'string' ? undefined : 'page.next_token is no text'
}

function discoveryFault(expect: CertificationCase['expect'], body: Answered['body']): string | undefined {
  if (expect.policy_decision_point === undefined) return undefined
  if (body.policy_decision_point !== publicUrl) return `policy_decision_point ${body.policy_decision_point}`
  const addresses = (expect.https_urls_if_present ?? []) as readonly string[]
  const wrong = addresses.find(
    (name) => body[name] !== undefined && !String(body[name]).startsWith(`${publicUrl}/`),
  )
  const missing = ((expect.required ?? []) as readonly string[]).find((name) => body[name] === undefined)
  return wrong ?? missing
}
