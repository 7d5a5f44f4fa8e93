import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import { askOutside, type OutsideParts, retryAfterSeconds } from '../egress/ask-outside.ts'
import { hostAndPort } from '../egress/outside-address.ts'
import type { Log } from '../log.ts'
import type { Counter } from '../metrics/metric.ts'

export type Signal = 'traces' | 'metrics'

export type OtlpSenderParts = Pick<OutsideParts, 'register' | 'resolve' | 'allowed' | 'timeoutSeconds'> & {
  /** Base address of the collector; `/v1/traces` and `/v1/metrics` are below it. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly log: Log
  readonly exports: Counter<'signal' | 'outcome'>
}

/** False: it was given up, which the log and a metric tell. Never throws. */
export type OtlpSender = (signal: Signal, body: Uint8Array) => Promise<boolean>

const attemptsMax = 3
const pauseMilliseconds = 1000
const pauseMaxSeconds = 10
const answerMaxBytes = 64 * 1024
/** OTLP 1.x, "Retryable response codes": these and a connection that failed; any other answer is final. */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504])

/**
 * OTLP over HTTP in protobuf, over the same way out as webhooks: addresses are checked and pinned, redirects not followed.
 * The operator named the collector, so it may be inside and speak plain http.
 */
export function otlpSender(parts: OtlpSenderParts): OtlpSender {
  const base = parts.endpoint.replace(/\/+$/, '')
  const allowed = new Set([...parts.allowed, hostAndPort(new URL(base))])
  const outside: OutsideParts = { ...parts, allowed }
  const tell = outcomeLog(parts.log)
  return async (signal, body) => {
    const error = await sendTried(outside, parts, `${base}/v1/${signal}`, body)
    parts.exports.add(1, { signal, outcome: error === undefined ? 'sent' : 'given-up' })
    tell(signal, error)
    return error === undefined
  }
}

/** Undefined when the collector took it, else why not. */
async function sendTried(
  outside: OutsideParts,
  { headers, clock }: OtlpSenderParts,
  address: string,
  body: Uint8Array,
): Promise<string | undefined> {
  let error = ''
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const answer = await askOutside(outside, { tenantId: null, purpose: 'telemetry' }, address, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-protobuf' },
      body,
      answerMaxBytes,
    })
    if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) return undefined
    error = answer.kind === 'failed' ? answer.error : `the collector answered ${answer.status}`
    if (answer.kind === 'answered' && !retryable.has(answer.status)) return error
    const asked = answer.kind === 'answered' ? answer.retryAfter : undefined
    const seconds = asked === undefined ? undefined : retryAfterSeconds(asked, clock.now())
    if (attempt + 1 < attemptsMax)
      await sleep(
        seconds === undefined ? pauseMilliseconds * 2 ** attempt : Math.min(seconds, pauseMaxSeconds) * 1000,
      )
  }
  return error
}

/** A collector that is away is told once, and once when it is back. */
function outcomeLog(log: Log): (signal: Signal, error: string | undefined) => void {
  const failing = new Set<Signal>()
  return (signal, error) => {
    if (error !== undefined && !failing.has(signal)) log.warn({ signal, reason: error }, 'OTLP export fails')
    if (error === undefined && failing.has(signal)) log.info({ signal }, 'OTLP export works again')
    if (error === undefined) failing.delete(signal)
    else failing.add(signal)
  }
}
