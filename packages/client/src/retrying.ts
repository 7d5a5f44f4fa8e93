import type { ApiError } from './client.ts'

/** How often, and how patiently, a request is sent again that the server put off. Time and chance are passed in. */
export type Retries = {
  /** Requests in all, the first one included. */
  readonly attemptsMax: number
  /** Who has to wait longer than this is told so instead. */
  readonly waitMaxSeconds: number
  /** Rejects when the signal is aborted meanwhile. */
  readonly wait: (seconds: number, signal: AbortSignal | undefined) => Promise<void>
  /** A new Idempotency-Key: 16 to 200 random characters, best a UUID. */
  readonly newKey: () => string
}

/** Where the server does not say how long. */
const waitDefaultSeconds = 1

/**
 * How long to wait before the request is sent again, in seconds; undefined: not again. Only where the server says that it
 * did nothing and will soon: 429 and 503 (RFC 9110 §15.6.4). A refused sign-in is no such thing: it counts as an attempt.
 */
export function waitSeconds(error: ApiError, attempt: number, retries: Retries): number | undefined {
  const { status, code } = error.problem
  const isPutOff = (status === 429 && code !== 'SIGN_IN_LOCKED') || status === 503
  const seconds = error.retryAfterSeconds ?? waitDefaultSeconds
  return isPutOff && attempt < retries.attemptsMax && seconds <= retries.waitMaxSeconds ? seconds : undefined
}

/** Waits with a timer of the platform, browser or Node. */
export function waitWithTimer(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, seconds * 1000)
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}
