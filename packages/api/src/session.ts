import { type Static, Type } from 'typebox'

/** POST /api/session: exchange a one-time sign-in link's token for a session cookie. */
export const SignIn = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) })
export type SignIn = Static<typeof SignIn>

/** GET /api/session */
export const Session = Type.Object({
  person: Type.Object({ name: Type.String(), role: Type.String() }),
  region: Type.String(),
  version: Type.String(),
  expiresAt: Type.String(),
})
export type Session = Static<typeof Session>
