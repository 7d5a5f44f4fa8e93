import type { FastifyRequest } from 'fastify'
import { CountersignError } from '../errors.ts'
import type { App } from '../http/app.ts'
import { accessOf } from '../http/route-access.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { Person } from './person.ts'
import { refuseCrossSite } from './same-site.ts'
import type { OpenSession, SignInService } from './sign-in.ts'

declare module 'fastify' {
  interface FastifyRequest {
    openSession: OpenSession | undefined
  }
}

export type AccessOptions = {
  readonly signIn: SignInService
  readonly cookieName: string
  readonly publicUrl: string | undefined
}

/**
 * Before any route under /api/ runs: writes from other sites are refused, and unless the route says
 * `config: { access: 'open' }` somebody has to be signed in. A route that forgets to ask is closed, not open.
 */
export function addAccess(app: App, { signIn, cookieName, publicUrl }: AccessOptions): void {
  app.decorateRequest('openSession', undefined)
  app.addHook('onRequest', async (request) => {
    const path = request.routeOptions.url ?? request.url
    if (!path.startsWith('/api/')) return
    refuseCrossSite(request, publicUrl)
    if (accessOf(path, request.routeOptions.config.access) === 'open') return
    const secret = request.cookies[cookieName]
    request.openSession = secret === undefined ? undefined : await signIn.resolve(secret)
    if (request.openSession === undefined && !request.is404) throw signInNeeded()
  })
}

/** Who asks. Errors: SIGN_IN_NEEDED. */
export function requirePerson(request: FastifyRequest): Person {
  if (request.openSession === undefined) throw signInNeeded()
  return request.openSession.person
}

/** The role has to be one of these. Errors: FORBIDDEN. */
export function requireRole(request: FastifyRequest, ...roles: readonly Person['role'][]): Person {
  const person = requirePerson(request)
  if (roles.includes(person.role)) return person
  throw new CountersignError('FORBIDDEN', `you are ${person.role} and this needs ${roles.join(' or ')}`)
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
