import { Session, SignIn } from '@countersign/api/session'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../http/app.ts'
import type { Region } from '../tenancy/tenant-id.ts'
import { version } from '../version.ts'
import { requireSession } from './access.ts'
import type { SessionCaller } from './person.ts'
import type { SignInService } from './sign-in.ts'

export type SessionRouteParts = {
  readonly signIn: SignInService
  readonly region: Region
  readonly cookieName: string
  readonly secure: boolean
}

/** `__Host-` pins the cookie to this host over https; browsers refuse the prefix over http. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-countersign_session' : 'countersign_session'
}

/** POST, GET and DELETE /api/session. */
export function addSessionRoutes(app: App, { signIn, region, cookieName, secure }: SessionRouteParts): void {
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
  const shown = ({ person, expiresAt }: SessionCaller): Session => ({
    person: { name: person.name, role: person.role },
    region,
    version,
    expiresAt: expiresAt.toISOString(),
  })

  app.post(
    '/api/session',
    {
      schema: { body: SignIn, response: { 200: Session } },
      config: { access: 'open', audit: 'session.sign-in' },
    },
    async (request, reply) => {
      const { secret, session } = await signIn.signIn(request.body.token)
      request.caller = session
      reply.setCookie(cookieName, secret, { ...cookie, expires: session.expiresAt })
      return shown(session)
    },
  )

  app.get(
    '/api/session',
    { schema: { response: { 200: Session } }, config: { access: 'session' } },
    async (request) => shown(requireSession(request)),
  )

  app.delete(
    '/api/session',
    {
      schema: { response: { 204: Type.Null() } },
      config: { access: 'session', audit: 'session.sign-out' },
    },
    async (request, reply: FastifyReply) => {
      const secret = request.cookies[cookieName]
      if (secret !== undefined) await signIn.signOut(secret)
      return reply.clearCookie(cookieName, cookie).code(204).send(null)
    },
  )
}
