import type { FastifyReply, FastifyRequest } from 'fastify'
import { CountersignError } from '../../platform/errors.ts'
import type { App } from '../../platform/http/app.ts'
import type { Limits } from '../../platform/limits.ts'
import type { AuthenticatedSource } from '../../tenancy/service.ts'
import type { AuthenticateSource } from '../ports.ts'
import type { Delivery, Intake } from '../service.ts'
import type { BatchDone, Framing } from '../worker/batch.ts'
import { contentEncodingOf, contentLengthOf, type HeldBody, holdBody } from './body.ts'
import { sourceKeyOf } from './source-key-header.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any route of intake runs, unless it says `access: 'open'`. */
    keySource: AuthenticatedSource | undefined
  }
}

export type ReceiverParts = {
  readonly intake: Intake
  readonly authenticate: AuthenticateSource
  readonly limits: Limits
}

/** How a protocol says that something went wrong. */
export type AnswerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/**
 * A scope for one protocol: keys are checked before a body is read, bodies of every content type are held as bytes,
 * and errors are said in the protocol's own words.
 */
export async function addReceiver(
  app: App,
  parts: ReceiverParts,
  answerError: AnswerError,
  addRoutes: (scope: App) => void,
): Promise<void> {
  await app.register(async (scope: App) => {
    scope.setErrorHandler(answerError)
    scope.addHook('onRequest', async (request) => {
      if (request.routeOptions.config.access !== 'open')
        request.keySource = await sourceOf(request, parts.authenticate)
    })
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (_request: FastifyRequest, stream: AsyncIterable<Buffer>) => stream)
    addRoutes(scope)
  })
}

async function sourceOf(
  request: FastifyRequest,
  authenticate: AuthenticateSource,
): Promise<AuthenticatedSource> {
  const key = sourceKeyOf(request.headers)
  if (key === undefined) throw new CountersignError('SOURCE_KEY_MISSING', '')
  const found = await authenticate(key)
  if (found.kind === 'refused') throw new CountersignError(found.code, '')
  return found
}

export function keySourceOf(request: FastifyRequest): AuthenticatedSource {
  if (request.keySource === undefined) throw new CountersignError('SOURCE_KEY_MISSING', '')
  return request.keySource
}

/** Reads the body of a request and stores it; resolves when all of it is durable. */
export async function receiveBody(
  request: FastifyRequest,
  { intake, limits }: ReceiverParts,
  framing: Framing,
): Promise<BatchDone> {
  const source = keySourceOf(request)
  const encoding = contentEncodingOf(request)
  const held = await heldBody(request, intake, limits)
  try {
    const delivery: Delivery = { framing, encoding, body: held.body, batchKey: batchKeyOf(request) }
    return await intake.receive(source, delivery)
  } finally {
    held.release()
  }
}

function heldBody(request: FastifyRequest, intake: Intake, limits: Limits): Promise<HeldBody> {
  const stream = (request.body ?? []) as AsyncIterable<Buffer>
  return holdBody(stream, contentLengthOf(request), limits.intakeBodyMaxBytes, intake.room)
}

const batchKeyMaxChars = 200

/** A sender that repeats equal bodies on purpose names each (draft-ietf-httpapi-idempotency-key-header). */
function batchKeyOf({ headers }: FastifyRequest): string {
  const key = headers['idempotency-key']
  return typeof key === 'string' ? key.slice(0, batchKeyMaxChars) : ''
}
