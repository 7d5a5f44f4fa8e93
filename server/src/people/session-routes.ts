import { Problem } from '@countersign/api/common'
import { Session, SessionList, type SessionRow, SignIn } from '@countersign/api/session'
import { Type } from 'typebox'
import { requireSession } from '../platform/auth/access.ts'
import type { App } from '../platform/http/app.ts'
import { openSession, type RouteParts, shownSession } from './open-session.ts'
import { clientOf } from './session-cookie.ts'
import type { StoredSession } from './session-store.ts'

const SessionPath = Type.Object({ sessionId: Type.String({ maxLength: 63 }) })
const noContent = { 204: Type.Null(), default: Problem }

/** A session: begun by a one-time link, shown, listed, ended. */
export function addSessionRoutes(app: App, parts: RouteParts): void {
  const { people, cookies, region } = parts
  app.post(
    '/api/session',
    {
      schema: { body: SignIn, response: { 200: Session, default: Problem } },
      config: { access: 'open', audit: 'session.sign-in' },
    },
    async (request, reply) => {
      const { secret } = await people.signIn.byLink(request.body.token, clientOf(request))
      return openSession(parts, request, reply, secret)
    },
  )
  app.get(
    '/api/session',
    { schema: { response: { 200: Session, default: Problem } }, config: { access: 'session' } },
    async (request) => shownSession(requireSession(request), region),
  )
  app.delete(
    '/api/session',
    { schema: { response: noContent }, config: { access: 'session', audit: 'session.sign-out' } },
    async (request, reply) => {
      const { person, sessionId } = requireSession(request)
      await people.sessions.end(person.personId, sessionId)
      cookies.clearSession(reply)
      return reply.code(204).send(null)
    },
  )
  addMySessionRoutes(app, parts)
}

function addMySessionRoutes(app: App, { people }: RouteParts): void {
  const path = '/api/me/sessions'
  app.get(
    path,
    { schema: { response: { 200: SessionList, default: Problem } }, config: { access: 'session' } },
    async (request) => {
      const { person, sessionId } = requireSession(request)
      const sessions = await people.sessions.list(person.personId)
      return { items: sessions.map((session) => shownRow(session, sessionId)) }
    },
  )
  app.delete(
    path,
    { schema: { response: noContent }, config: { access: 'session', audit: 'me.end-other-sessions' } },
    async (request, reply) => {
      await people.sessions.endOthers(requireSession(request))
      return reply.code(204).send(null)
    },
  )
  app.delete(
    `${path}/:sessionId`,
    {
      schema: { params: SessionPath, response: noContent },
      config: { access: 'session', audit: 'me.end-session' },
    },
    async (request, reply) => {
      await people.sessions.end(requireSession(request).person.personId, request.params.sessionId)
      return reply.code(204).send(null)
    },
  )
}

function shownRow(session: StoredSession, thisSessionId: string): SessionRow {
  return {
    id: session.sessionId,
    isThis: session.sessionId === thisSessionId,
    signedInBy: session.signedInBy,
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    userAgent: session.userAgent,
    address: session.address,
  }
}
