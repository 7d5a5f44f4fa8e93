import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'
import { Right } from './person.ts'

/** POST /api/session: exchange a one-time sign-in link's token for a session cookie. */
export const SignIn = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) })
export type SignIn = Static<typeof SignIn>

/** GET /api/session */
export const Session = Type.Object({
  person: Type.Object({ id: Type.String(), name: Type.String(), role: Type.String() }),
  /** What the person may do; docs/people.md explains them. */
  rights: Type.Array(Right),
  /** False: a link was the only way in, and the person has to set up another before it is gone. */
  isSetUp: Type.Boolean(),
  region: Type.String(),
  version: Type.String(),
  expiresAt: Type.String(),
})
export type Session = Static<typeof Session>

/** GET /api/me/sessions: the person's own, the last used first. */
export const SessionRow = Type.Object({
  id: Type.String(),
  isThis: Type.Boolean(),
  signedInBy: Type.String(),
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
  /** What the browser said it is, and where it asked from. */
  userAgent: Type.String(),
  address: Type.String(),
})
export type SessionRow = Static<typeof SessionRow>
export const SessionList = Type.Object({ items: Type.Array(SessionRow) })
