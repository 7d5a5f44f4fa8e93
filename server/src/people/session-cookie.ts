import type { FastifyReply, FastifyRequest } from 'fastify'
import { clientAddress } from '../platform/http/client-address.ts'
import type { Client } from './parts.ts'

const userAgentMaxCharacters = 200

/** `__Host-` pins a cookie to this host over https; browsers refuse the prefix over http. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-countersign_session' : 'countersign_session'
}

/** The cookies of one server. `SameSite=Lax` for single sign-on alone: its browser comes back from another site. */
export type Cookies = {
  readonly session: (request: FastifyRequest) => string | undefined
  readonly setSession: (reply: FastifyReply, secret: string, expires: Date) => void
  readonly clearSession: (reply: FastifyReply) => void
  readonly ssoState: (request: FastifyRequest) => string | undefined
  readonly setSsoState: (reply: FastifyReply, state: string, maxAgeSeconds: number) => void
  readonly clearSsoState: (reply: FastifyReply) => void
}

export function cookiesOf(secure: boolean): Cookies {
  const session = sessionCookieName(secure)
  const sso = secure ? '__Host-countersign_sso' : 'countersign_sso'
  const strict = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
  const lax = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  return {
    session: (request) => request.cookies[session],
    setSession: (reply, secret, expires) => reply.setCookie(session, secret, { ...strict, expires }),
    clearSession: (reply) => reply.clearCookie(session, strict),
    ssoState: (request) => request.cookies[sso],
    setSsoState: (reply, state, maxAge) => reply.setCookie(sso, state, { ...lax, maxAge }),
    clearSsoState: (reply) => reply.clearCookie(sso, lax),
  }
}

export function clientOf(request: FastifyRequest): Client {
  return {
    userAgent: (request.headers['user-agent'] ?? '').slice(0, userAgentMaxCharacters),
    address: clientAddress(request),
  }
}
