import type { FastifyReply, FastifyRequest } from 'fastify'
import { CountersignError } from '../../platform/errors.ts'
import type { App } from '../../platform/http/app.ts'
import type { ProblemBody } from '../../platform/http/problem.ts'
import { otlpMessages } from '../body/otlp-schema.ts'
import { answer, inWordsOf, type ProtocolAnswer } from './protocol-answer.ts'
import { addReceiver, type ReceiverParts, receiveBody } from './receiver.ts'

type Wire = 'json' | 'protobuf'
type Signal = 'logs' | 'traces'

const contentTypes: Readonly<Record<Wire, string>> = {
  json: 'application/json',
  protobuf: 'application/x-protobuf',
}

/** OTLP/HTTP for logs and traces; answers come in the encoding of the request (OTLP specification, "OTLP/HTTP Response"). */
export async function addOtlpRoutes(app: App, parts: ReceiverParts): Promise<void> {
  await addReceiver(app, parts, inWordsOf(otlpError), (scope) => {
    const take = (signal: Signal) => async (request: FastifyRequest, reply: FastifyReply) => {
      const wire = wireOf(request)
      if (wire === undefined)
        throw new CountersignError('MEDIA_TYPE_UNSUPPORTED', Object.values(contentTypes).join(' or '))
      const { counts } = await receiveBody(request, parts, `otlp-${signal}-${wire}`)
      return answer(reply, success(wire, counts.unparsed))
    }
    scope.post('/v1/logs', { schema: { hide: true } }, take('logs'))
    scope.post('/v1/traces', { schema: { hide: true } }, take('traces'))
  })
}

function wireOf({ headers }: FastifyRequest): Wire | undefined {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type === contentTypes.json) return 'json'
  return type === contentTypes.protobuf ? 'protobuf' : undefined
}

/**
 * Records that could not be read are stored as unparsed lines, so none is rejected; the count of rejected records
 * stays 0 and the message warns ("Partial Success": a message with 0 rejected is a warning).
 */
function success(wire: Wire, unparsed: number): ProtocolAnswer {
  const warning = `${unparsed} records were kept as unparsed lines`
  if (wire === 'json')
    return encoded(
      wire,
      200,
      JSON.stringify(unparsed === 0 ? {} : { partialSuccess: { errorMessage: warning } }),
    )
  const { response } = otlpMessages
  const message = response.create(unparsed === 0 ? {} : { partialSuccess: { errorMessage: warning } })
  return encoded(wire, 200, response.encode(message).finish())
}

/** The body of a failure is a google.rpc.Status; its code is not looked at by clients ("Failures"). */
function otlpError({ status, title, detail, code }: ProblemBody, request: FastifyRequest): ProtocolAnswer {
  const wire = wireOf(request) ?? 'json'
  const message = `${title}. ${detail} (${code})`
  if (wire === 'json') return encoded(wire, status, JSON.stringify({ message }))
  return encoded(wire, status, otlpMessages.status.encode({ message }).finish())
}

function encoded(wire: Wire, status: number, body: string | Uint8Array): ProtocolAnswer {
  return {
    status,
    contentType: contentTypes[wire],
    body: typeof body === 'string' ? body : Buffer.from(body),
  }
}
