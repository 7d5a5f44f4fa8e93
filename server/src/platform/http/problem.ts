import type { FastifyReply, FastifyRequest } from 'fastify'
import { CountersignError, type ErrorCode, errorTable } from '../errors.ts'

/** RFC 9457 section 3.1: `type` identifies the problem; ours is a URN made from the code. */
export type ProblemBody = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode
}

export function problemOf(error: CountersignError): ProblemBody {
  const { status, title, next } = errorTable[error.code]
  const detail = error.detail === '' ? next : `${error.detail.replace(/\.?$/, '.')} ${next}`
  const type = `urn:countersign:error:${error.code.toLowerCase().replaceAll('_', '-')}`
  return { type, title, status, detail, code: error.code }
}

export type ShownProblem = {
  readonly problem: ProblemBody
  /** Answered as Retry-After, whole seconds. */
  readonly retryAfterSeconds: number | undefined
}

/**
 * What to show of any error that a route threw. A fault of ours is logged with its cause and shown without it: causes
 * hold statements, paths and log content.
 */
export function shownProblem(error: unknown, request: FastifyRequest): ShownProblem {
  const known = countersignErrorOf(error, request)
  const fault = errorTable[known.code].status >= 500
  if (fault) request.log.error({ err: error, reqId: request.id }, known.code)
  const problem = problemOf(fault ? new CountersignError(known.code, `request ${request.id}`) : known)
  const again = problem.status === 503 || problem.status === 429 ? 1 : undefined
  return { problem, retryAfterSeconds: known.retryAfterSeconds ?? again }
}

/** Answers any error as problem details. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { problem, retryAfterSeconds } = shownProblem(error, request)
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_VALIDATION: 'REQUEST_INVALID',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_BROKEN',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_BROKEN',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_BROKEN',
  FST_ERR_REOPENED_CLOSE_SERVER: 'SHUTTING_DOWN',
}

function countersignErrorOf(error: unknown, request: FastifyRequest): CountersignError {
  if (error instanceof CountersignError) return error
  const { code, message, statusCode } = error as { code?: string; message?: string; statusCode?: number }
  const mapped = code === undefined ? undefined : fastifyCodes[code]
  if (mapped !== undefined) return new CountersignError(mapped, message ?? '', { cause: error })
  if (statusCode === 400) return new CountersignError('BODY_BROKEN', message ?? '', { cause: error })
  return new CountersignError('INTERNAL', `request ${request.id}`, { cause: error })
}
