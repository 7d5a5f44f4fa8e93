import type { Session } from '@countersign/api/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionCaller } from '../platform/auth/person.ts'
import { CountersignError } from '../platform/errors.ts'
import type { Region } from '../platform/tenancy/tenant-id.ts'
import { version } from '../platform/version.ts'
import type { MailInvitation } from './parts.ts'
import type { PeopleService } from './service.ts'
import type { Cookies } from './session-cookie.ts'

export type RouteParts = {
  readonly people: PeopleService
  readonly cookies: Cookies
  readonly region: Region
  readonly publicUrl: string | undefined
  readonly stepSeconds: number
  readonly freshSeconds: number
  readonly now: () => number
  /** Undefined: whoever invites hands the link over. */
  readonly mailInvitation: MailInvitation | undefined
}

/** A new session for this browser; the one it had ends, so that nobody who planted a cookie shares it. */
export async function openSession(
  { people, cookies, region }: RouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
): Promise<Session> {
  const before = cookies.session(request)
  if (before !== undefined) await people.sessions.endBySecret(before)
  return keepSession({ people, cookies, region }, request, reply, secret)
}

/** The same session under another secret. */
export async function keepSession(
  { people, cookies, region }: Pick<RouteParts, 'people' | 'cookies' | 'region'>,
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
): Promise<Session> {
  const caller = await people.sessions.resolve(secret)
  if (caller === undefined) throw new CountersignError('SIGN_IN_WRONG', '')
  // From here on it is known who asks, for the trail, too.
  request.caller = caller
  cookies.setSession(reply, secret, caller.expiresAt)
  return shownSession(caller, region)
}

export function shownSession({ person, expiresAt, isSetUp }: SessionCaller, region: Region): Session {
  const { personId, name, role, rights } = person
  return {
    person: { id: personId, name, role },
    rights: [...rights],
    isSetUp,
    region,
    version,
    expiresAt: expiresAt.toISOString(),
  }
}
