import type { FastifyReply, FastifyRequest } from 'fastify'
import { apiKeyOf } from '../../platform/auth/api-key-header.ts'
import { CountersignError } from '../../platform/errors.ts'
import type { App } from '../../platform/http/app.ts'
import { answerProblem } from '../../platform/http/problem.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { ResolveKey } from './key-cache.ts'

/** The holder of a key that may ask, and the tenant it asks in. */
export type Caller = { readonly tenantId: TenantId; readonly keyId: string }

const right = 'decision.ask'
const ownRequestId = /^[\x20-\x7e]{1,128}$/

/** Whose key it is. Errors: API_KEY_MISSING, API_KEY_WRONG, API_KEY_ENDED, FORBIDDEN. */
export async function callerOf(resolve: ResolveKey, key: string | undefined): Promise<Caller> {
  if (key === undefined) throw new CountersignError('API_KEY_MISSING', '')
  const { person } = await resolve(key)
  const [tenantId] = person.tenantIds
  if (tenantId === undefined || !person.rights.has(right))
    throw new CountersignError('FORBIDDEN', `the key has not the right ${right}`)
  return { tenantId, keyId: person.personId }
}

export const askerOf = (request: FastifyRequest, resolve: ResolveKey): Promise<Caller> =>
  callerOf(resolve, apiKeyOf(request))

/**
 * Rules of the routes below /access/: a request id comes back as it was sent (AuthZEN 1.0, section 10.1.5), and a body of
 * another type than JSON is a bad request there, not an unsupported one.
 */
export function addAccessRules(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    const id = request.headers['x-request-id']
    if (typeof id === 'string' && ownRequestId.test(id)) reply.header('x-request-id', id)
    reply.header('cache-control', 'no-store')
  })
  app.setErrorHandler((error, request, reply) => {
    const { code, message } = error as { readonly code?: string; readonly message?: string }
    if (code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refused(error, request, reply)
    return refused(new CountersignError('BODY_BROKEN', message ?? ''), request, reply)
  })
}

/** RFC 6750, section 3: a refusal for want of a key says how one is given. */
function refused(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof CountersignError && /^API_KEY_/.test(error.code))
    reply.header('www-authenticate', 'Bearer realm="decision point"')
  return answerProblem(error, request, reply)
}
