import { SsfPoll, SsfPolled } from '@countersign/api/signal'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { apiKeyOf } from '../../platform/auth/api-key-header.ts'
import type { Caller, Person } from '../../platform/auth/person.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { App } from '../../platform/http/app.ts'
import { answerProblem, shownProblem } from '../../platform/http/problem.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { SignalParts } from './parts.ts'
import { issuerOf } from './parts.ts'
import type { Signals } from './service.ts'
import { statusPath, streamPath, verificationPath } from './stream-routes.ts'
import { pollMethod, pushMethod } from './streams.ts'

export type ExchangeParts = Pick<SignalParts, 'baseUrl' | 'limits' | 'tenantIds'> & {
  readonly signals: Signals
  /** Errors: API_KEY_WRONG, API_KEY_ENDED. */
  readonly resolveApiKey: (key: string) => Promise<Caller>
}

const TenantPath = Type.Object({ tenantId: Type.String({ maxLength: 63 }) })
const StreamPath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  streamId: Type.String({ maxLength: 63 }),
})
const SourcePath = Type.Object({
  tenantId: Type.String({ maxLength: 63 }),
  signalSourceId: Type.String({ maxLength: 63 }),
})

/**
 * What transmitters and receivers exchange by their own protocols, at the addresses that our issuer leads to. None of it is
 * a session's: receivers poll with an API key, transmitters push with the token of their source.
 */
export async function addExchangeRoutes(app: App, parts: ExchangeParts): Promise<void> {
  addDiscoveryRoutes(app, parts)
  addPollRoute(app, parts)
  await addPushRoute(app, parts)
}

/** SSF 1.0 section 7; RFC 7517. */
function addDiscoveryRoutes(app: App, { baseUrl, tenantIds, signals }: ExchangeParts): void {
  const tenantOf = async (tenantId: string) => {
    const found = (await tenantIds()).find((one) => one === tenantId)
    if (found === undefined) throw new CountersignError('NOT_FOUND', 'no transmitter is here')
    return found
  }
  const hidden = { params: TenantPath, hide: true }
  app.get('/.well-known/ssf-configuration/ssf/:tenantId', { schema: hidden }, async (request) =>
    configurationOf(baseUrl(), await tenantOf(request.params.tenantId)),
  )
  app.get('/ssf/:tenantId/jwks.json', { schema: hidden }, async (request, reply) => {
    const keySet = await signals.keys.keySet(await tenantOf(request.params.tenantId))
    return reply.type('application/jwk-set+json').send(JSON.stringify(keySet))
  })
}

function configurationOf(base: string, tenantId: TenantId) {
  const issuer = issuerOf({ baseUrl: () => base }, tenantId)
  const at = (path: string) => base + path.replace(':tenantId', tenantId)
  return {
    spec_version: '1_0',
    issuer,
    jwks_uri: `${issuer}/jwks.json`,
    delivery_methods_supported: [pushMethod, pollMethod],
    configuration_endpoint: at(streamPath),
    status_endpoint: at(statusPath),
    verification_endpoint: at(verificationPath),
    authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6750' }],
    // A stream tells of every identity of the tenant: there are no endpoints to choose some.
    default_subjects: 'ALL',
  }
}

function addPollRoute(app: App, { signals, resolveApiKey }: ExchangeParts): void {
  app.addHook('preClose', async () => signals.endPolls())
  app.post(
    '/ssf/:tenantId/poll/:streamId',
    { schema: { params: StreamPath, body: SsfPoll, response: { 200: SsfPolled }, hide: true } },
    async (request) => {
      const { tenantId, streamId } = request.params
      const by = await receiverOf(request, resolveApiKey)
      const tenant = by.tenantIds.find((one) => one === tenantId)
      if (tenant === undefined) throw new CountersignError('NOT_FOUND', `tenant ${tenantId}`)
      return signals.answerPoll(tenant, by, streamId, request.body)
    },
  )
}

/** RFC 6750. Errors: SIGN_IN_NEEDED, API_KEY_WRONG, API_KEY_ENDED, FORBIDDEN. */
async function receiverOf(
  request: FastifyRequest,
  resolveApiKey: ExchangeParts['resolveApiKey'],
): Promise<Person> {
  const key = apiKeyOf(request)
  if (key === undefined) throw new CountersignError('SIGN_IN_NEEDED', 'send an API key of the tenant')
  const { person } = await resolveApiKey(key)
  if (person.rights.has('signal.receive')) return person
  throw new CountersignError('FORBIDDEN', 'this API key needs signal.receive')
}

/** RFC 8935 section 2. */
async function addPushRoute(app: App, { signals, limits }: ExchangeParts): Promise<void> {
  await app.register(async (scope: App) => {
    scope.setErrorHandler(answerSetError)
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/secevent+jwt',
      { parseAs: 'string', bodyLimit: limits.signalSetMaxBytes },
      async (_: FastifyRequest, body: string | Buffer) => body,
    )
    scope.post(
      '/ssf/:tenantId/sources/:signalSourceId',
      { schema: { params: SourcePath, hide: true } },
      async (request, reply) => {
        const { tenantId, signalSourceId } = request.params
        const compact = typeof request.body === 'string' ? request.body.trim() : ''
        const { authorization } = request.headers
        const reception = await signals.receivePush(tenantId, signalSourceId, authorization, compact)
        if (reception.kind === 'taken') return reply.code(202).send()
        return reply.code(400).send(reception.refusal)
      },
    )
  })
}

/** RFC 8935 section 2.3 says what is wrong with a SET in words of its own; what is wrong with us stays a problem. */
function answerSetError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { problem } = shownProblem(error, request)
  if (problem.status >= 500 || problem.status === 429) return answerProblem(error, request, reply)
  const status = problem.status === 413 ? 413 : 400
  return reply.code(status).send({ err: 'invalid_request', description: problem.detail })
}
