import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'
import { Session } from './session.ts'

const password = Type.String({ minLength: 1, maxLength: 1000 })
const step = Type.String({ minLength: 1, maxLength: 200 })
const code = Type.String({ minLength: 1, maxLength: 60 })
const name = Type.String({ minLength: 1, maxLength: 120 })
const email = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' })

/** POST /api/sign-in/password */
export const PasswordSignIn = Type.Object({ email: Type.String({ minLength: 1, maxLength: 254 }), password })

/** The answer: a session and its cookie, or a second factor to send to /api/sign-in/second-factor with `step`. */
export const SignInAnswer = Type.Union([
  Type.Object({ kind: Type.Literal('signed-in'), session: Session }),
  Type.Object({ kind: Type.Literal('second-factor'), step: Type.String() }),
])
export type SignInAnswer = Static<typeof SignInAnswer>

/** POST /api/sign-in/second-factor: six digits of the authenticator app, or a recovery code. */
export const SecondFactorSignIn = Type.Object({ step, code })

/** What a browser answers and asks in base64url (WebAuthn, section 5.1: PublicKeyCredential.toJSON()). */
const base64Url = Type.String({ maxLength: 20_000, pattern: '^[A-Za-z0-9_-]*$' })
const credential = {
  id: base64Url,
  rawId: base64Url,
  type: Type.Literal('public-key'),
  authenticatorAttachment: Type.Optional(Type.String({ maxLength: 40 })),
  clientExtensionResults: Type.Record(Type.String(), Type.Unknown()),
}

/** Give `options` to navigator.credentials.get() or .create(), and send its answer back with `step`. */
export const Ceremony = Type.Object({
  step: Type.String(),
  options: Type.Record(Type.String(), Type.Unknown()),
})
export type Ceremony = Static<typeof Ceremony>

/** POST /api/sign-in/passkey */
export const PasskeySignIn = Type.Object({
  step,
  response: Type.Object({
    ...credential,
    response: Type.Object({
      clientDataJSON: base64Url,
      authenticatorData: base64Url,
      signature: base64Url,
      userHandle: Type.Optional(base64Url),
    }),
  }),
})

/** POST /api/me/passkeys */
export const NewPasskey = Type.Object({
  step,
  name,
  response: Type.Object({
    ...credential,
    response: Type.Object({
      clientDataJSON: base64Url,
      attestationObject: base64Url,
      transports: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 10 })),
    }),
  }),
})

/** GET /api/sign-in/providers?home=tenant: send the browser to /api/sign-in/sso/{id}?back=/page */
export const ProviderChoices = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
})

/** GET /api/me */
export const Me = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  role: Type.String(),
  hasPassword: Type.Boolean(),
  hasTotp: Type.Boolean(),
  recoveryCodesLeft: Type.Integer(),
  passkeys: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      createdAt: Instant,
      lastUsedAt: Type.Union([Instant, Type.Null()]),
    }),
  ),
})
export type Me = Static<typeof Me>

/** PATCH /api/me: an address is set once, by the first administrator; others were invited with theirs. */
export const MePatch = Type.Object({ name: Type.Optional(name), email: Type.Optional(email) })

/** PUT /api/me/password: `current` unless there is none yet. */
export const PasswordPut = Type.Object({ current: Type.Optional(password), next: password })

/** POST /api/me/totp: the secret in base32 and as an otpauth:// address to show as a picture. */
export const TotpOffer = Type.Object({ secret: Type.String(), address: Type.String() })
export type TotpOffer = Static<typeof TotpOffer>

/** POST /api/me/totp/confirm */
export const TotpConfirm = Type.Object({ code })

/** Shown once. */
export const RecoveryCodes = Type.Object({ recoveryCodes: Type.Array(Type.String()) })

export const NewcomerRole = Type.Union([
  Type.Literal('viewer'),
  Type.Literal('approver'),
  Type.Literal('analyst'),
  Type.Literal('auditor'),
  Type.Literal('detection-engineer'),
])

/** GET /api/sign-in-providers */
export const Provider = Type.Object({
  id: Type.String(),
  name: Type.String(),
  issuer: Type.String(),
  clientId: Type.String(),
  hasClientSecret: Type.Boolean(),
  /** Whose people it signs in: one tenant's, or null, the operator's. */
  tenantId: Type.Union([Type.String(), Type.Null()]),
  newcomerRole: Type.Union([NewcomerRole, Type.Null()]),
  /** To be entered at the provider. */
  redirectUri: Type.String(),
})
export type Provider = Static<typeof Provider>
export const ProviderList = Type.Object({ items: Type.Array(Provider) })

/** POST /api/sign-in-providers/:providerId/test: what its address says of it. Whether the client secret is right shows at a sign-in only. */
export const TestedProvider = Type.Union([
  Type.Object({ kind: Type.Literal('found'), authorizationEndpoint: Type.String() }),
  Type.Object({ kind: Type.Literal('failed'), error: Type.String() }),
])
export type TestedProvider = Static<typeof TestedProvider>

/** PUT /api/sign-in-providers/:providerId. Without `clientSecret` the one that is there is kept; null removes it. */
export const ProviderPut = Type.Object({
  name,
  issuer: Type.String({ minLength: 1, maxLength: 500 }),
  clientId: Type.String({ minLength: 1, maxLength: 500 }),
  clientSecret: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 1000 }), Type.Null()])),
  tenantId: Type.Union([Type.Null(), Type.String({ maxLength: 63 })]),
  /** The role of somebody who comes without an invitation; null: nobody may. */
  newcomerRole: Type.Union([Type.Null(), NewcomerRole]),
})
