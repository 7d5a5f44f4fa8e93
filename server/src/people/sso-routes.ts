import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { noteAudit } from '../platform/audit/audit-scope.ts'
import { isCountersignError } from '../platform/errors.ts'
import type { App } from '../platform/http/app.ts'
import { openSession, type RouteParts } from './open-session.ts'
import { relyingParty } from './relying-party.ts'
import { clientOf } from './session-cookie.ts'

const open = { access: 'open' } as const
const ProviderPath = Type.Object({ providerId: Type.String({ maxLength: 63 }) })
const BackQuery = Type.Object({ back: Type.Optional(Type.String({ maxLength: 4000 })) })
const AnswerQuery = Type.Object({ state: Type.Optional(Type.String({ maxLength: 200 })) })

/** Single sign-on: addresses that a browser is sent to, so they answer with where to go, and with pages and not problems. */
export function addSsoRoutes(app: App, parts: RouteParts): void {
  const { people, cookies, publicUrl, stepSeconds } = parts
  const path = '/api/sign-in/sso/:providerId'
  app.get(
    path,
    { schema: { params: ProviderPath, querystring: BackQuery }, config: open },
    (request, reply) =>
      orSignInPage(reply, async () => {
        const { origin } = relyingParty(request, publicUrl)
        const then = pageOfOurs(request.query.back ?? '')
        const { address, state } = await people.sso.begin(request.params.providerId, origin, then)
        cookies.setSsoState(reply, state, stepSeconds)
        return reply.redirect(address, 303)
      }),
  )
  app.get(
    `${path}/callback`,
    {
      schema: { params: ProviderPath, querystring: AnswerQuery },
      config: { ...open, audit: 'session.sign-in' },
    },
    (request, reply) =>
      orSignInPage(reply, async () => {
        const cookie = cookies.ssoState(request)
        cookies.clearSsoState(reply)
        const answer = { path: request.url, state: request.query.state, cookie }
        const { secret, then } = await people.sso.finish(request.params.providerId, answer, clientOf(request))
        await openSession(parts, request, reply, secret)
        return reply.redirect(then, 303)
      }),
  )
}

/** A person waits for this answer: the sign-in page says what went wrong, by its code. */
async function orSignInPage(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await work()
  } catch (error) {
    if (!isCountersignError(error)) throw error
    noteAudit({ action: 'session.sso-refused', after: { problem: error.code } })
    reply.log.warn({ err: error, reqId: reply.request.id }, error.code)
    return reply.redirect(`/sign-in?problem=${error.code}`, 303)
  }
}

/** A page of this console and nothing else, whatever the address says. */
function pageOfOurs(back: string): string {
  return /^\/(?![/\\])/.test(back) && !back.startsWith('/api/') ? back : '/'
}
