import { Problem } from '@countersign/api/common'
import { Session } from '@countersign/api/session'
import {
  Ceremony,
  PasskeySignIn,
  PasswordSignIn,
  ProviderChoices,
  SecondFactorSignIn,
  SignInAnswer,
} from '@countersign/api/sign-in'
import { Type } from 'typebox'
import type { App } from '../platform/http/app.ts'
import { openSession, type RouteParts } from './open-session.ts'
import { relyingParty } from './relying-party.ts'
import { clientOf } from './session-cookie.ts'

const open = { access: 'open' } as const
const HomeQuery = Type.Object({ home: Type.Optional(Type.String({ maxLength: 63 })) })

/** Signing in by password with a second factor, and by passkey. */
export function addSignInRoutes(app: App, parts: RouteParts): void {
  addPasswordRoutes(app, parts)
  addPasskeyRoutes(app, parts)
  app.get(
    '/api/sign-in/providers',
    {
      schema: { querystring: HomeQuery, response: { 200: ProviderChoices, default: Problem } },
      config: open,
    },
    async (request) => {
      const home = request.query.home ?? null
      const providers = await parts.people.providers.list()
      const offered = providers.filter(({ homeTenantId }) => homeTenantId === home)
      return { items: offered.map(({ providerId, name }) => ({ id: providerId, name })) }
    },
  )
}

function addPasswordRoutes(app: App, parts: RouteParts): void {
  const { signIn } = parts.people
  app.post(
    '/api/sign-in/password',
    {
      schema: { body: PasswordSignIn, response: { 200: SignInAnswer, default: Problem } },
      config: { ...open, audit: 'session.sign-in' },
    },
    async (request, reply): Promise<SignInAnswer> => {
      const { email, password } = request.body
      const answer = await signIn.byPassword(email, password, clientOf(request))
      if (answer.kind === 'second-factor') return answer
      return { kind: 'signed-in', session: await openSession(parts, request, reply, answer.secret) }
    },
  )
  app.post(
    '/api/sign-in/second-factor',
    {
      schema: { body: SecondFactorSignIn, response: { 200: Session, default: Problem } },
      config: { ...open, audit: 'session.sign-in' },
    },
    async (request, reply) => {
      const { step, code } = request.body
      const { secret } = await signIn.bySecondFactor(step, code, clientOf(request))
      return openSession(parts, request, reply, secret)
    },
  )
}

function addPasskeyRoutes(app: App, parts: RouteParts): void {
  const { people, publicUrl } = parts
  app.get(
    '/api/sign-in/passkey/options',
    { schema: { response: { 200: Ceremony, default: Problem } }, config: open },
    async (request) => {
      const { step, options } = await people.passkeys.ask(relyingParty(request, publicUrl))
      return { step, options: { ...options } }
    },
  )
  app.post(
    '/api/sign-in/passkey',
    {
      schema: { body: PasskeySignIn, response: { 200: Session, default: Problem } },
      config: { ...open, audit: 'session.sign-in' },
    },
    async (request, reply) => {
      const { step, response } = request.body
      const party = relyingParty(request, publicUrl)
      const { secret } = await people.passkeys.signIn(party, step, response as never, clientOf(request))
      return openSession(parts, request, reply, secret)
    },
  )
}
