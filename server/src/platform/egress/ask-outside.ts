import { lookup } from 'node:dns/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isCountersignError } from '../errors.ts'
import { certificateFault } from './authorities.ts'
import {
  bytesOf,
  type EgressRegister,
  hostNamed,
  type Leaving,
  type PassageEnd,
  throughGate,
} from './egress-gate.ts'
import {
  type AllowedHosts,
  checkedOutsideUrl,
  pinnedAddresses,
  type Resolve,
  type Resolved,
} from './outside-address.ts'

export type OutsideParts = {
  readonly register: EgressRegister
  readonly resolve: Resolve
  readonly allowed: AllowedHosts
  /** From the first name look-up to the end of the answer. */
  readonly timeoutSeconds: number
}

export type OutsideRequest = {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** An answer that is longer is cut there. */
  readonly answerMaxBytes: number
}

export type OutsideAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly retryAfter: string | undefined
      readonly text: string
      /** False: it was cut. */
      readonly isWhole: boolean
    }
  | { readonly kind: 'failed'; readonly error: string }

/**
 * One request to an address that a tenant chose: only to the open internet, or where the operator allows it, and without
 * redirects, which would lead past the address check. It is in the register before it is made. Never throws.
 */
export async function askOutside(
  parts: OutsideParts,
  leaving: Leaving,
  address: string,
  request: OutsideRequest,
): Promise<OutsideAnswer> {
  const passage = { ...leaving, host: hostNamed(address) }
  try {
    const { answer } = await throughGate(
      parts.register,
      passage,
      () => ask(parts, address, request),
      ({ end }) => end,
    )
    return answer
  } catch {
    return { kind: 'failed', error: 'connections cannot be registered now, so none is opened' }
  }
}

type Asked = { readonly answer: OutsideAnswer; readonly end: PassageEnd }

/** Never throws. */
async function ask(
  { resolve, allowed, timeoutSeconds }: OutsideParts,
  address: string,
  request: OutsideRequest,
): Promise<Asked> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000)
  const sentBytes = bytesOf(request.body)
  try {
    const url = checkedOutsideUrl(address, allowed)
    const pinned = await inTime(pinnedAddresses(url, allowed, resolve), signal)
    const answered = await send(url, pinned, request, signal)
    return { answer: { kind: 'answered', ...answered }, end: { outcome: 'answered', sentBytes } }
  } catch (thrown) {
    const error = reasonOf(thrown, signal, timeoutSeconds)
    // Errors of ours come from the address check alone: nothing was sent.
    const end: PassageEnd = isCountersignError(thrown)
      ? { outcome: 'refused', sentBytes: 0, error }
      : { outcome: 'failed', sentBytes, error }
    return { answer: { kind: 'failed', error }, end }
  }
}

function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

type Answered = Omit<Extract<OutsideAnswer, { kind: 'answered' }>, 'kind'>

function send(
  url: URL,
  pinned: readonly Resolved[],
  { method, headers, body, answerMaxBytes }: OutsideRequest,
  signal: AbortSignal,
): Promise<Answered> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      headers: { 'user-agent': 'Countersign', ...headers },
      lookup: lookupOf(pinned),
      agent: false,
      signal,
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      readToEnd(response, answerMaxBytes, reject, (read) =>
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          ...read,
        }),
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

type Read = Pick<Answered, 'text' | 'isWhole'>

/** An answer that does not end is cut. */
function readToEnd(
  response: IncomingMessage,
  maxBytes: number,
  fail: (error: Error) => void,
  done: (read: Read) => void,
): void {
  const chunks: Buffer[] = []
  let bytes = 0
  const text = () => Buffer.concat(chunks).subarray(0, maxBytes).toString()
  response.on('error', fail)
  response.on('end', () => done({ text: text(), isWhole: true }))
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    chunks.push(chunk)
    if (bytes <= maxBytes) return
    done({ text: text(), isWhole: false })
    response.destroy()
  })
}

function reasonOf(error: unknown, signal: AbortSignal, timeoutSeconds: number): string {
  if (signal.aborted) return `no answer within ${timeoutSeconds} seconds`
  if (isCountersignError(error)) return error.detail
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? `no connection: ${certificateFault(code) ?? code}` : 'no connection'
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
export function retryAfterSeconds(header: string, nowMs: number): number | undefined {
  if (/^\d{1,9}$/.test(header)) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - nowMs) / 1000))
}

/** By the resolver of this machine. */
export const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }))
