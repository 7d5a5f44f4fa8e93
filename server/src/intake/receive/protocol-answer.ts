import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ProblemBody, shownProblem } from '../../platform/http/problem.ts'
import type { AnswerError } from './receiver.ts'

/** An answer in a protocol's own form. */
export type ProtocolAnswer = {
  readonly status: number
  readonly contentType: string
  readonly body: string | Uint8Array
}

/** Says errors in the words of a protocol; what is shown and what is only logged is the same for all of them. */
export function inWordsOf(
  say: (problem: ProblemBody, request: FastifyRequest) => ProtocolAnswer,
): AnswerError {
  return (error, request, reply) => {
    const { problem, retryAfterSeconds } = shownProblem(error, request)
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
    return answer(reply, say(problem, request))
  }
}

export function answer(reply: FastifyReply, { status, contentType, body }: ProtocolAnswer): FastifyReply {
  return reply.code(status).type(contentType).send(body)
}

export function jsonAnswer(status: number, value: unknown): ProtocolAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) }
}
