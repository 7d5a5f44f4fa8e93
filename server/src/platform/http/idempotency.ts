import { createHash, hkdfSync } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { secretBox, secretKeyBytes } from '../auth/secret-box.ts'
import type { Clock } from '../clock.ts'
import { CountersignError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { State } from '../state/state.ts'
import type { App } from './app.ts'
import { claim, type KnownRequest, keepAnswer, release } from './idempotency-store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    idempotency: Claimed | undefined
  }
}

export type IdempotencyParts = {
  readonly state: State
  readonly clock: Clock
  readonly limits: Pick<
    Limits,
    'idempotencyKeptSeconds' | 'idempotencyAnswerMaxBytes' | 'requestTimeoutSeconds'
  >
}

/** A request that has the place of its key. */
type Claimed = { readonly lookup: Buffer; readonly key: string }

/** What a repeated request gets again. */
type KeptAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Null: it was too large to keep. */
  readonly body: string | null
}

const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const keptHeaders = ['content-type', 'etag', 'location'] as const
/** Long enough to be random (a UUID has 36), since the answer is sealed with it. */
const keyPattern = /^[\x21-\x7e]{16,200}$/
const purpose = 'idempotent answer'

/**
 * Writes that name an `Idempotency-Key` are made once: repeated by the same person on the same route within
 * `idempotencyKeptSeconds`, they get the first answer again, marked `Idempotency-Replayed`. What failed is forgotten, so that
 * it can be tried again. Registered after the audit trail: the first request is audited as what it did, and a repetition
 * as one that did nothing. Source: draft-ietf-httpapi-idempotency-key-header-07.
 * Errors: REQUEST_INVALID, IDEMPOTENCY_KEY_REUSED, CONFLICT while the first is running or when it ended without an answer.
 */
export function addIdempotency(app: App, parts: IdempotencyParts): void {
  const { state, limits } = parts
  app.decorateRequest('idempotency', undefined)
  // Before the audit trail opens (preHandler), or taking the place would count as the change that is audited.
  app.addHook('preValidation', async (request, reply) => {
    const claimed = claimOf(request)
    if (claimed === undefined) return
    const known = await take(parts, request, claimed)
    if (known === undefined) request.idempotency = claimed
    else return repeat(reply, answerOf(known, claimed, parts))
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const claimed = request.idempotency
    if (claimed === undefined) return payload
    request.idempotency = undefined
    try {
      const answer = sealed(claimed, reply, payload, limits.idempotencyAnswerMaxBytes)
      await state.asOperator((tx) =>
        answer === undefined ? release(tx, claimed.lookup) : keepAnswer(tx, claimed.lookup, answer),
      )
    } catch (error) {
      // What was done is done: the answer is not held back. A repetition is told that the first has no answer.
      request.log.warn({ err: error, reqId: request.id }, 'an answer was not kept for repetitions')
    }
    return payload
  })
}

function claimOf(request: FastifyRequest): Claimed | undefined {
  const key = request.headers['idempotency-key']
  const { caller, method, routeOptions } = request
  if (key === undefined || caller === undefined || readMethods.has(method)) return undefined
  if (typeof key !== 'string' || !keyPattern.test(key))
    throw new CountersignError(
      'REQUEST_INVALID',
      'Idempotency-Key has to be 16 to 200 printable characters, best a UUID',
    )
  return { key, lookup: hashOf(caller.person.personId, method, routeOptions.url ?? '', key) }
}

/** The one that has the place already, if this one does not get it. */
function take(
  { state, clock, limits }: IdempotencyParts,
  request: FastifyRequest,
  { lookup }: Claimed,
): Promise<KnownRequest | undefined> {
  const nowMs = clock.now()
  const since = new Date(nowMs - limits.idempotencyKeptSeconds * 1000)
  const request_hash = requestHash(request)
  return state
    .asOperator((tx) => claim(tx, { lookup, request_hash, at: new Date(nowMs) }, since))
    .then((known) => {
      if (known !== undefined && !known.request_hash.equals(request_hash))
        throw new CountersignError('IDEMPOTENCY_KEY_REUSED', '')
      return known
    })
}

function answerOf(
  { answer, at }: KnownRequest,
  { key }: Claimed,
  { clock, limits }: IdempotencyParts,
): KeptAnswer {
  if (answer !== null) return JSON.parse(boxOf(key).open(purpose, answer)) as KeptAnswer
  const isRunning = clock.now() - at.getTime() < limits.requestTimeoutSeconds * 1000
  throw new CountersignError(
    'CONFLICT',
    isRunning
      ? 'the first request with this Idempotency-Key is still running'
      : 'the first request with this Idempotency-Key ended without an answer; it may have been done',
  )
}

function repeat(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  if (body === null)
    throw new CountersignError('CONFLICT', 'it was done already, and its answer was too large to keep')
  return reply.code(status).headers(headers).header('idempotency-replayed', 'true').send(body)
}

/** Undefined when nothing was done. */
function sealed(
  { key }: Claimed,
  reply: FastifyReply,
  payload: unknown,
  maxBytes: number,
): Buffer | undefined {
  if (reply.statusCode >= 300) return undefined
  const text = typeof payload === 'string' || payload == null ? (payload ?? '') : null
  const kept: KeptAnswer = {
    status: reply.statusCode,
    headers: Object.fromEntries(
      keptHeaders.flatMap((name) => {
        const value = reply.getHeader(name)
        return value === undefined ? [] : [[name, String(value)]]
      }),
    ),
    body: text !== null && Buffer.byteLength(text) <= maxBytes ? text : null,
  }
  return boxOf(key).seal(purpose, JSON.stringify(kept))
}

function boxOf(key: string) {
  return secretBox(Buffer.from(hkdfSync('sha256', key, '', purpose, secretKeyBytes)))
}

function requestHash({ url, body }: FastifyRequest): Buffer {
  return hashOf(url, Buffer.isBuffer(body) ? body.toString('base64') : JSON.stringify(body ?? null))
}

/** JSON frames the parts, so that no two lists share an encoding. */
function hashOf(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}
