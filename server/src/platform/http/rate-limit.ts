import type { FastifyRequest } from 'fastify'
import type { Caller } from '../auth/person.ts'
import type { Clock } from '../clock.ts'
import { CountersignError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { App } from './app.ts'
import { clientAddress, networkOf } from './client-address.ts'
import { tokenBuckets } from './token-bucket.ts'

export type RateLimitParts = {
  readonly clock: Clock
  readonly limits: Pick<Limits, 'apiRequestsPerMinute' | 'apiWritesPerMinute' | 'signInRequestsPerMinute'>
}

const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Open to anybody, and each request costs a look-up or a hash: /api/session and what is below /api/sign-in/. */
const signInRoute = /^\/api\/(?:session$|sign-in\/)/

/**
 * Limits what one session or one API key may ask of this node, and how often one address may try to sign in. Registered
 * after `addAccess`, which finds out who asks. Errors: RATE_LIMITED with Retry-After.
 */
export function addRateLimits(app: App, { clock, limits }: RateLimitParts): void {
  const requests = tokenBuckets(limits.apiRequestsPerMinute)
  const writes = tokenBuckets(limits.apiWritesPerMinute)
  const signIns = tokenBuckets(limits.signInRequestsPerMinute)
  app.addHook('onRequest', async (request) => {
    const { caller } = request
    if (isSignIn(request)) {
      const network = networkOf(clientAddress(request))
      refuse(signIns.take(network, clock.now()), 'signInRequestsPerMinute', limits.signInRequestsPerMinute)
    }
    if (caller === undefined) return
    const key = keyOf(caller)
    refuse(requests.take(key, clock.now()), 'apiRequestsPerMinute', limits.apiRequestsPerMinute)
    if (isWrite(request))
      refuse(writes.take(key, clock.now()), 'apiWritesPerMinute', limits.apiWritesPerMinute)
  })
}

function keyOf(caller: Caller): string {
  return caller.kind === 'session' ? `session ${caller.sessionId}` : `key ${caller.person.personId}`
}

const isSignIn = ({ routeOptions: { url = '', config } }: FastifyRequest) =>
  config.access === 'open' && signInRoute.test(url)

const isWrite = ({ method }: FastifyRequest) => !readMethods.has(method)

function refuse(retryAfterSeconds: number | undefined, name: string, limit: number): void {
  if (retryAfterSeconds === undefined) return
  throw new CountersignError('RATE_LIMITED', `${name} is ${limit}`, { retryAfterSeconds })
}
