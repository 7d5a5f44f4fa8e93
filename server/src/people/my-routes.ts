import { Problem } from '@countersign/api/common'
import { Session } from '@countersign/api/session'
import {
  Ceremony,
  Me,
  MePatch,
  NewPasskey,
  PasswordPut,
  RecoveryCodes,
  TotpConfirm,
  TotpOffer,
} from '@countersign/api/sign-in'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { requireSession } from '../platform/auth/access.ts'
import type { SessionCaller } from '../platform/auth/person.ts'
import { CountersignError } from '../platform/errors.ts'
import type { App } from '../platform/http/app.ts'
import type { MySignIn } from './my-sign-in.ts'
import { keepSession, type RouteParts } from './open-session.ts'
import { relyingParty } from './relying-party.ts'

const mine = { access: 'session' } as const
const PasskeyPath = Type.Object({ passkeyId: Type.String({ maxLength: 400 }) })

/** How the person who asks signs in. Whatever changes it needs a session that was begun a short while ago. */
export function addMyRoutes(app: App, parts: RouteParts): void {
  addProfileRoutes(app, parts)
  addTotpRoutes(app, parts)
  addMyPasskeyRoutes(app, parts)
}

function addProfileRoutes(app: App, parts: RouteParts): void {
  const { mySignIn } = parts.people
  app.get('/api/me', { schema: { response: { 200: Me, default: Problem } }, config: mine }, async (request) =>
    shownMe(await mySignIn.show(requireSession(request))),
  )
  app.patch(
    '/api/me',
    {
      schema: { body: MePatch, response: { 200: Me, default: Problem } },
      config: { ...mine, audit: 'me.rename' },
    },
    async (request) => {
      const caller = fresh(parts, request)
      await mySignIn.rename(caller, request.body)
      return shownMe(await mySignIn.show(caller))
    },
  )
  app.put(
    '/api/me/password',
    {
      schema: { body: PasswordPut, response: { 200: Session, default: Problem } },
      config: { ...mine, audit: 'me.set-password' },
    },
    async (request, reply) => {
      const { current, next } = request.body
      const { secret } = await mySignIn.setPassword(fresh(parts, request), current, next)
      return keepSession(parts, request, reply, secret)
    },
  )
}

function addTotpRoutes(app: App, parts: RouteParts): void {
  const { mySignIn } = parts.people
  app.post(
    '/api/me/totp',
    {
      schema: { response: { 200: TotpOffer, default: Problem } },
      config: { ...mine, audit: 'me.offer-totp' },
    },
    async (request) => mySignIn.offerTotp(fresh(parts, request)),
  )
  app.post(
    '/api/me/totp/confirm',
    {
      schema: { body: TotpConfirm, response: { 200: RecoveryCodes, default: Problem } },
      config: { ...mine, audit: 'me.confirm-totp' },
    },
    async (request, reply) => {
      const { secret, recoveryCodes } = await mySignIn.confirmTotp(fresh(parts, request), request.body.code)
      await keepSession(parts, request, reply, secret)
      return { recoveryCodes: [...recoveryCodes] }
    },
  )
  app.delete(
    '/api/me/totp',
    {
      schema: { response: { 200: Session, default: Problem } },
      config: { ...mine, audit: 'me.remove-totp' },
    },
    async (request, reply) => {
      const { secret } = await mySignIn.removeTotp(fresh(parts, request))
      return keepSession(parts, request, reply, secret)
    },
  )
  app.post(
    '/api/me/recovery-codes',
    {
      schema: { response: { 200: RecoveryCodes, default: Problem } },
      config: { ...mine, audit: 'me.new-recovery-codes' },
    },
    async (request) => ({ recoveryCodes: [...(await mySignIn.newRecoveryCodes(fresh(parts, request)))] }),
  )
}

function addMyPasskeyRoutes(app: App, parts: RouteParts): void {
  const { people, publicUrl } = parts
  app.post(
    '/api/me/passkeys/options',
    {
      schema: { response: { 200: Ceremony, default: Problem } },
      config: { ...mine, audit: 'me.offer-passkey' },
    },
    async (request) => {
      const caller = fresh(parts, request)
      const { step, options } = await people.passkeys.offer(caller, relyingParty(request, publicUrl))
      return { step, options: { ...options } }
    },
  )
  app.post(
    '/api/me/passkeys',
    {
      schema: { body: NewPasskey, response: { 200: Session, default: Problem } },
      config: { ...mine, audit: 'me.add-passkey' },
    },
    async (request, reply) => {
      const caller = fresh(parts, request)
      const given = { ...request.body, response: request.body.response as never }
      return keepSession(
        parts,
        request,
        reply,
        await people.passkeys.add(caller, relyingParty(request, publicUrl), given),
      )
    },
  )
  app.delete(
    '/api/me/passkeys/:passkeyId',
    {
      schema: { params: PasskeyPath, response: { 200: Session, default: Problem } },
      config: { ...mine, audit: 'me.remove-passkey' },
    },
    async (request, reply) => {
      const caller = fresh(parts, request)
      const { secret } = await people.mySignIn.removePasskey(caller, request.params.passkeyId)
      return keepSession(parts, request, reply, secret)
    },
  )
}

/** Who finds an open browser cannot change how its owner signs in. Errors: SIGN_IN_AGAIN. */
function fresh({ now, freshSeconds }: RouteParts, request: FastifyRequest): SessionCaller {
  const caller = requireSession(request)
  if (now() - caller.createdAt.getTime() > freshSeconds * 1000)
    throw new CountersignError('SIGN_IN_AGAIN', '')
  return caller
}

function shownMe({ person, ways, passkeys, recoveryCodesLeft }: MySignIn): Me {
  return {
    id: person.personId,
    name: person.name,
    email: person.email,
    role: person.role,
    hasPassword: ways.password,
    hasTotp: ways.totp,
    recoveryCodesLeft,
    passkeys: passkeys.map(({ credentialId, name, createdAt, lastUsedAt }) => ({
      id: credentialId,
      name,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  }
}
