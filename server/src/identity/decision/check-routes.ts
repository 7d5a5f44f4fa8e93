import type { AccessRequest } from '@countersign/authority/mandate/access-request'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { apiKeyOf } from '../../platform/auth/api-key-header.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { App } from '../../platform/http/app.ts'
import { type Caller, callerOf } from './ask-access.ts'
import type { Answer } from './decide.ts'
import { parseEvaluation } from './parse-question.ts'
import { routePathOf } from './route-path.ts'
import type { DecisionPoint } from './service.ts'

const path = '/access/v1/check'
const methodPattern = /^[A-Z]{1,32}$/

/**
 * What a proxy asks before it lets a request through: nginx `auth_request` names the original request in headers, Envoy's
 * HTTP `ext_authz` repeats its method and path behind ours. Answers 200 or 403, with the reason in a header.
 */
export function addCheckRoutes(app: App, point: DecisionPoint): void {
  const answerAt = (targetOf: (request: FastifyRequest) => Target) => {
    return async (request: FastifyRequest, reply: FastifyReply) => check(point, request, reply, targetOf)
  }
  const schema = { hide: true }
  app.register(async (scope) => {
    // Envoy may send the head of a request with a body on; it is not looked at, so it is not parsed either.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_, payload, done) => {
      payload.resume()
      done(null)
    })
    scope.all(path, { schema }, answerAt(namedInHeaders))
    scope.all(`${path}/*`, { schema }, answerAt(repeatedBehind))
  })
}

type Target = { readonly method: string; readonly target: string }

/** Errors: REQUEST_INVALID. */
function namedInHeaders({ headers }: FastifyRequest): Target {
  const method = headers['x-original-method']
  const target = headers['x-original-uri']
  if (typeof method !== 'string' || typeof target !== 'string')
    throw new CountersignError('REQUEST_INVALID', 'X-Original-Method and X-Original-URI have to be sent')
  return { method, target }
}

/** What the client itself may have put into headers is not looked at here. */
function repeatedBehind({ method, raw }: FastifyRequest): Target {
  return { method, target: (raw.url ?? '').slice(path.length) }
}

async function check(
  point: DecisionPoint,
  request: FastifyRequest,
  reply: FastifyReply,
  targetOf: (request: FastifyRequest) => Target,
): Promise<FastifyReply> {
  const { caller, subject } = await whoIsChecked(point, request)
  const { method, target } = targetOf(request)
  const route = routePathOf(target)
  if (route.kind === 'refused') return answered(reply, false, `The path is refused: ${route.because}.`)
  if (!methodPattern.test(method)) return answered(reply, false, 'The method is refused.')
  const asked: AccessRequest = parseEvaluation({
    subject,
    action: { name: method },
    resource: { type: 'route', id: route.path },
    context: { query: route.query, ...stepUpOf(request) },
  })
  const item = { kind: 'question', request: asked } as const
  const asker = { keyId: caller.keyId, requestId: request.id }
  const [answer] = await point.decide(caller.tenantId, [item], 'execute_all', asker)
  return answeredBy(reply, answer as Answer)
}

type Checked = { readonly caller: Caller; readonly subject: { readonly type: string; readonly id: string } }

/**
 * With a key of the proxy's own, in `X-Countersign-Key`, the subject is the one that the proxy verified and names in a header, or
 * whoever's API key the client sent. Without it, the client's API key both asks and is asked about: a client cannot name
 * another subject than itself. Errors: API_KEY_MISSING, API_KEY_WRONG, API_KEY_ENDED, FORBIDDEN.
 */
async function whoIsChecked(point: DecisionPoint, request: FastifyRequest): Promise<Checked> {
  const proxyKey = headerOf(request, 'x-countersign-key')
  const ownKey = apiKeyOf(request)
  const caller = await callerOf(point.resolveKey, proxyKey ?? ownKey)
  if (proxyKey === undefined) return { caller, subject: { type: 'api-key', id: caller.keyId } }
  const named = headerOf(request, 'x-countersign-subject')
  if (named !== undefined && named !== '')
    return {
      caller,
      subject: { type: headerOf(request, 'x-countersign-subject-type') ?? 'identity', id: named },
    }
  if (ownKey === undefined) throw new CountersignError('API_KEY_MISSING', 'nobody is named')
  const { person } = await point.resolveKey(ownKey)
  if (person.tenantIds[0] !== caller.tenantId) throw new CountersignError('API_KEY_WRONG', '')
  return { caller, subject: { type: 'api-key', id: person.personId } }
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

function stepUpOf(request: FastifyRequest) {
  const id = headerOf(request, 'x-countersign-step-up')
  return id === undefined ? {} : { step_up_id: id }
}

function answeredBy(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.kind === 'fault') return answered(reply, false, answer.detail)
  reply.header('x-countersign-decision', answer.decisionId)
  if (answer.stepUp !== undefined) reply.header('x-countersign-step-up', answer.stepUp.stepUpId)
  return answered(reply, answer.decision, answer.reason)
}

function answered(reply: FastifyReply, allowed: boolean, reason: string): FastifyReply {
  const line = reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 300)
  return reply
    .code(allowed ? 200 : 403)
    .header('x-countersign-reason', line)
    .send('')
}
