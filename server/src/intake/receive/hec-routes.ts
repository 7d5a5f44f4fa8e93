import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../platform/errors.ts'
import type { App } from '../../platform/http/app.ts'
import type { ProblemBody } from '../../platform/http/problem.ts'
import type { Framing } from '../worker/batch.ts'
import { answer, inWordsOf, jsonAnswer, type ProtocolAnswer } from './protocol-answer.ts'
import { addReceiver, type ReceiverParts, receiveBody } from './receiver.ts'

const prefix = '/services/collector'

/**
 * Splunk HTTP Event Collector. The answer comes when the events are durable, so there is nothing to acknowledge later:
 * `/ack` says that it is off (code 14).
 */
export async function addHecRoutes(app: App, parts: ReceiverParts): Promise<void> {
  await addReceiver(app, parts, inWordsOf(hecError), (scope) => {
    const take = (framing: Framing) => async (request: FastifyRequest, reply: FastifyReply) => {
      const { counts } = await receiveBody(request, parts, framing)
      const empty = counts.events + counts.unparsed === 0
      return answer(reply, empty ? hec(400, 5, 'No data') : hec(200, 0, 'Success'))
    }
    const hidden = { schema: { hide: true } }
    for (const path of ['', '/event', '/event/1.0'])
      scope.post(`${prefix}${path}`, hidden, take('hec-events'))
    for (const path of ['/raw', '/raw/1.0']) scope.post(`${prefix}${path}`, hidden, take('hec-raw'))
    scope.post(`${prefix}/ack`, hidden, (_, reply) => answer(reply, hec(400, 14, 'ACK is disabled')))
    for (const path of ['/health', '/health/1.0'])
      scope.get(`${prefix}${path}`, { ...hidden, config: { access: 'open' } }, (_, reply) =>
        answer(reply, hec(200, 17, 'HEC is healthy')),
      )
  })
}

function hec(status: number, code: number, text: string): ProtocolAnswer {
  return jsonAnswer(status, { text, code })
}

/** Splunk, "Troubleshoot HTTP Event Collector", table of status codes. */
const hecCodes: Partial<Readonly<Record<ErrorCode, readonly [status: number, code: number]>>> = {
  SOURCE_KEY_MISSING: [401, 2],
  SOURCE_KEY_WRONG: [403, 4],
  SOURCE_KEY_REVOKED: [403, 1],
  TOO_BUSY: [429, 9],
  LAKE_DOWN: [503, 9],
  STATE_DOWN: [503, 9],
  SHUTTING_DOWN: [503, 23],
  BODY_BROKEN: [400, 6],
}

function hecError({ status, code, title, detail }: ProblemBody): ProtocolAnswer {
  const [hecStatus, number] = hecCodes[code] ?? [status, status >= 500 ? 8 : 6]
  return hec(hecStatus, number, `${title}. ${detail} (${code})`)
}
