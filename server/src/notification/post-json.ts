import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Clock } from '../platform/clock.ts'
import { isCountersignError } from '../platform/errors.ts'
import type { SendResult } from './send-result.ts'
import {
  type AllowedHosts,
  checkedWebhookUrl,
  pinnedAddresses,
  type Resolve,
  type Resolved,
} from './webhook-address.ts'

export type PostParts = {
  readonly clock: Clock
  readonly resolve: Resolve
  readonly allowed: AllowedHosts
  /** From the first name look-up to the end of the answer. */
  readonly timeoutSeconds: number
}

/** The receiver says that this body is wrong; everything else may be set right there, so it is tried again. */
const refusesTheMessage: ReadonlySet<number> = new Set([400, 413, 422])
const answerMaxBytes = 64 * 1024

/** One attempt, without redirects: they would lead past the address check. Never throws. */
export async function postJson(
  parts: PostParts,
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<SendResult> {
  const signal = AbortSignal.timeout(parts.timeoutSeconds * 1000)
  try {
    const url = checkedWebhookUrl(address, parts.allowed)
    const pinned = await inTime(pinnedAddresses(url, parts.allowed, parts.resolve), signal)
    const response = await send(url, pinned, body, headers, signal)
    return resultOf(response, parts.clock.now())
  } catch (error) {
    return { kind: 'failed', error: reasonOf(error, signal, parts.timeoutSeconds) }
  }
}

function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

type Answered = { readonly status: number; readonly retryAfter: string | undefined }

function send(
  url: URL,
  pinned: readonly Resolved[],
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answered> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Countersign', ...headers },
      lookup: lookupOf(pinned),
      agent: false,
      signal,
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      readToEnd(response, reject, () =>
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }),
      )
    })
    sent.end(body)
  })
}

/** Answers whatever is asked with the addresses that were checked. */
function lookupOf(pinned: readonly Resolved[]): LookupFunction {
  return (_, options, callback) => {
    const [first] = pinned
    if (options.all === true) callback(null, [...pinned])
    else callback(null, first?.address ?? '', first?.family)
  }
}

/** What is said in the answer is of no use; one that does not end is cut. */
function readToEnd(response: IncomingMessage, fail: (error: Error) => void, done: () => void): void {
  let bytes = 0
  response.on('error', fail)
  response.on('end', done)
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= answerMaxBytes) return
    done()
    response.destroy()
  })
}

function resultOf({ status, retryAfter }: Answered, nowMs: number): SendResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  const error = `the receiver answered ${status}`
  if (refusesTheMessage.has(status)) return { kind: 'refused', error }
  const seconds = retryAfter === undefined ? undefined : retryAfterSeconds(retryAfter, nowMs)
  return seconds === undefined
    ? { kind: 'failed', error }
    : { kind: 'failed', error, retryAfterSeconds: seconds }
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
export function retryAfterSeconds(header: string, nowMs: number): number | undefined {
  if (/^\d{1,9}$/.test(header)) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - nowMs) / 1000))
}

function reasonOf(error: unknown, signal: AbortSignal, timeoutSeconds: number): string {
  if (signal.aborted) return `no answer within ${timeoutSeconds} seconds`
  if (isCountersignError(error)) return error.detail
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? `no connection: ${code}` : 'no connection'
}
