import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../platform/http/app.ts'
import type { ProblemBody } from '../../platform/http/problem.ts'
import { answer, inWordsOf, jsonAnswer, type ProtocolAnswer } from './protocol-answer.ts'
import { addReceiver, type ReceiverParts, receiveBody } from './receiver.ts'

/**
 * The version that shippers are told: they refuse servers they think too old or too new. It says which bulk API is
 * spoken and nothing about what is behind it.
 */
const spokenVersion = '8.17.0'

const prefix = '/elastic'
/** Shippers check this header and refuse to go on without it (Elasticsearch clients since 7.14). */
const productHeaders = { 'x-elastic-product': 'Elasticsearch' }

/** Elasticsearch's bulk API, and what Beats, Logstash, Vector, Fluent Bit and rsyslog ask before they use it. */
export async function addElasticRoutes(app: App, parts: ReceiverParts): Promise<void> {
  await addReceiver(app, parts, inWordsOf(elasticError), (scope) => {
    scope.addHook('onRequest', async (_, reply) => {
      reply.headers(productHeaders)
    })
    addBulk(scope, parts)
    addStartQuestions(scope)
  })
}

function addBulk(scope: App, parts: ReceiverParts): void {
  const bulk = async (request: FastifyRequest, reply: FastifyReply) => {
    const started = performance.now()
    const { items = '[]' } = await receiveBody(request, parts, 'elastic-bulk')
    const errors = items.includes('"error":{')
    const took = Math.round(performance.now() - started)
    const body = `{"took":${took},"errors":${errors},"items":${items}}`
    return answer(reply, { status: 200, contentType: 'application/json; charset=utf-8', body })
  }
  for (const path of ['/_bulk', '/:index/_bulk', '/:index/:type/_bulk']) {
    scope.route({ method: ['POST', 'PUT'], url: `${prefix}${path}`, schema: { hide: true }, handler: bulk })
  }
}

/** Templates, policies and aliases are acknowledged and change nothing: where a record goes, its key decides. */
function addStartQuestions(scope: App): void {
  const fixed = (path: string, value: unknown) => {
    scope.get(`${prefix}${path}`, { schema: { hide: true } }, (_, reply) =>
      answer(reply, jsonAnswer(200, value)),
    )
  }
  fixed('', server)
  fixed('/', server)
  fixed('/_license', { license: { status: 'active', type: 'basic', uid: '-', mode: 'basic' } })
  fixed('/_xpack', { license: { status: 'active', type: 'basic', mode: 'basic' }, features: { ilm: off } })
  fixed('/_cluster/health', health)
  fixed('/_cat/health', [health])
  fixed('/_nodes/http', { nodes: {} })
  const acknowledged = (_: FastifyRequest, reply: FastifyReply) =>
    answer(reply, jsonAnswer(200, { acknowledged: true }))
  const missing = (_: FastifyRequest, reply: FastifyReply) =>
    answer(
      reply,
      jsonAnswer(404, { error: { type: 'resource_not_found_exception', reason: 'none here' }, status: 404 }),
    )
  for (const kind of [
    '_index_template',
    '_component_template',
    '_template',
    '_ilm/policy',
    '_ingest/pipeline',
    '_data_stream',
  ]) {
    const url = `${prefix}/${kind}/:name`
    scope.route({ method: ['PUT', 'POST'], url, schema: { hide: true }, handler: acknowledged })
    // Beats and Logstash look first and create what is missing: the look says "is there", so that they go on.
    scope.route({
      method: ['GET', 'HEAD'],
      url,
      schema: { hide: true },
      handler: acknowledged,
      exposeHeadRoute: false,
    })
  }
  scope.route({
    method: ['GET', 'HEAD'],
    url: `${prefix}/_alias/:name`,
    schema: { hide: true },
    handler: missing,
    exposeHeadRoute: false,
  })
  scope.route({ method: ['PUT'], url: `${prefix}/:index`, schema: { hide: true }, handler: acknowledged })
}

const off = { available: false, enabled: false }
const health = {
  cluster_name: 'countersign',
  status: 'green',
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
}
const server = {
  name: 'countersign',
  cluster_name: 'countersign',
  cluster_uuid: 'countersign',
  version: {
    number: spokenVersion,
    build_flavor: 'default',
    build_type: 'tar',
    lucene_version: '9.12.0',
    minimum_wire_compatibility_version: '7.17.0',
    minimum_index_compatibility_version: '7.0.0',
  },
  tagline: 'You Know, for Search',
}

const types: Readonly<Record<number, string>> = {
  400: 'illegal_argument_exception',
  401: 'security_exception',
  403: 'security_exception',
  413: 'content_too_long_exception',
  429: 'es_rejected_execution_exception',
  503: 'unavailable_shards_exception',
}

/** Elasticsearch API conventions, "Error responses". */
function elasticError({ status, detail, code }: ProblemBody): ProtocolAnswer {
  const cause = { type: types[status] ?? 'exception', reason: `${code}: ${detail}` }
  return jsonAnswer(status, { error: { root_cause: [cause], ...cause }, status })
}
