import type { FastifyRequest } from 'fastify'
import { CountersignError } from '../errors.ts'
import type { App } from '../http/app.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { apiKeyOf } from './api-key-header.ts'
import { cutWhenRightsChange } from './endless-rights.ts'
import type { Caller, Person, SessionCaller } from './person.ts'
import { refuseCrossSite } from './same-site.ts'

export type AccessOptions = {
  /** `watching`: asked for an open stream and not by the person, so it keeps no session alive. */
  readonly resolveSession: (secret: string, why: 'asking' | 'watching') => Promise<Caller | undefined>
  /** Errors: API_KEY_WRONG, API_KEY_ENDED. */
  readonly resolveApiKey: (key: string) => Promise<Caller>
  readonly cookieName: string
  readonly publicUrl: string | undefined
}

/**
 * Before any route under /api/ runs: writes from other sites are refused, and who asks is found out. What that person
 * may do is decided by `enforceRights`, from what the route declares.
 */
export function addAccess(app: App, options: AccessOptions): void {
  app.decorateRequest('caller', undefined)
  app.addHook('onRequest', async (request, reply) => {
    const path = request.routeOptions.url ?? request.url
    const { access } = request.routeOptions.config
    if (!path.startsWith('/api/') && access !== 'api-key') return
    refuseCrossSite(request, options.publicUrl)
    if (access === 'open') return
    if (access === 'api-key') {
      request.caller = await keyHolder(request, options)
      return
    }
    const isEndless = request.routeOptions.config.endless === true
    const resolve = () => callerOf(request, options, isEndless ? 'watching' : 'asking')
    request.caller = await resolve()
    if (request.caller === undefined && !request.is404) throw signInNeeded()
    if (isEndless) cutWhenRightsChange(request, reply, resolve)
  })
}

/** For routes that programs alone use: a session opens none of them. Errors: API_KEY_MISSING, API_KEY_WRONG, API_KEY_ENDED. */
async function keyHolder(request: FastifyRequest, { resolveApiKey }: AccessOptions): Promise<Caller> {
  const key = apiKeyOf(request)
  if (key === undefined) throw new CountersignError('API_KEY_MISSING', '')
  return resolveApiKey(key)
}

async function callerOf(
  request: FastifyRequest,
  options: AccessOptions,
  why: 'asking' | 'watching',
): Promise<Caller | undefined> {
  const key = apiKeyOf(request)
  if (key !== undefined) return options.resolveApiKey(key)
  const secret = request.cookies[options.cookieName]
  return secret === undefined ? undefined : options.resolveSession(secret, why)
}

/** Who asks. Errors: SIGN_IN_NEEDED. */
export function requirePerson(request: FastifyRequest): Person {
  if (request.caller === undefined) throw signInNeeded()
  return request.caller.person
}

/** Who asks, from a browser; an API key has no session. Errors: SIGN_IN_NEEDED, FORBIDDEN. */
export function requireSession(request: FastifyRequest): SessionCaller {
  if (request.caller === undefined) throw signInNeeded()
  if (request.caller.kind === 'session') return request.caller
  throw new CountersignError('FORBIDDEN', 'this is for people who are signed in, and you sent an API key')
}

/** A tenant named in a path, when this person may see it. Errors: NOT_FOUND, the same for a tenant that is not there. */
export function requireTenant(request: FastifyRequest, tenantId: string): TenantId {
  const found = requirePerson(request).tenantIds.find((visible) => visible === tenantId)
  if (found === undefined) throw new CountersignError('NOT_FOUND', `tenant ${tenantId.slice(0, 63)}`)
  return found
}

/**
 * Tenants asked for in a query (`a,b`), narrowed to those this person may see; all of those when none is named.
 * Errors: NOT_FOUND when one is named that is not visible.
 */
export function requireTenants(
  request: FastifyRequest,
  commaSeparated: string | undefined,
): readonly TenantId[] {
  if (commaSeparated === undefined || commaSeparated === '') return requirePerson(request).tenantIds
  return [...new Set(commaSeparated.split(','))].map((tenantId) => requireTenant(request, tenantId))
}

function signInNeeded(): CountersignError {
  return new CountersignError('SIGN_IN_NEEDED', '')
}
