import type { FastifyRequest } from 'fastify'
import { CountersignError } from '../errors.ts'
import type { App } from '../http/app.ts'
import { requirePerson, requireSession } from './access.ts'
import type { Caller } from './person.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
  }
}

/**
 * Every route under /api/ declares who may use it: `config: { right: 'incident.read' }`, or `access`: `open` to anybody,
 * `session` to whoever is signed in, for their own affairs. One that forgets stops the start. The OpenAPI document says
 * the same as `x-right` and `x-access`. Errors: SIGN_IN_NEEDED, FORBIDDEN.
 */
export function enforceRights(app: App): void {
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/')) return
    const { access, right } = route.config ?? {}
    if ((access === undefined) === (right === undefined))
      throw new Error(`${route.method} ${route.url} has to declare either a right or an access`)
    const declared = right === undefined ? { 'x-access': access } : { 'x-right': right }
    route.schema = { ...route.schema, ...declared }
  })
  // After every onRequest hook, when it is known who asks, and before the body is read.
  app.addHook('preParsing', async (request) => enforce(request))
}

function enforce(request: FastifyRequest): void {
  const { access, right } = request.routeOptions.config
  if (access === 'session') requireSession(request)
  if (right === undefined) return
  const { rights, role } = requirePerson(request)
  if (!rights.has(right)) throw new CountersignError('FORBIDDEN', `you are ${role} and this needs ${right}`)
}
