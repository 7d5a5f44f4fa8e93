// Made by "npm run generate:client" from the description that the server gives of itself.

import type { Session, SessionRow, SignIn } from '@countersign/api/session'
import type { Ceremony, Me, TotpOffer } from '@countersign/api/sign-in'
export type SigningInRoutes = {
  /** Sign in with a one-time link */
  readonly 'POST /api/session': {
    readonly body: SignIn
    readonly answer: Session
  }
  /** Who is signed in */
  readonly 'GET /api/session': {
    readonly answer: Session
  }
  /** Sign out */
  readonly 'DELETE /api/session': {
    readonly answer: null
  }
  /** One’s own sessions */
  readonly 'GET /api/me/sessions': {
    readonly answer: { readonly items: readonly SessionRow[] }
  }
  /** Sign out everywhere else */
  readonly 'DELETE /api/me/sessions': {
    readonly answer: null
  }
  /** End one session */
  readonly 'DELETE /api/me/sessions/{sessionId}': {
    readonly path: { readonly sessionId: string }
    readonly answer: null
  }
  /** Sign in with a password */
  readonly 'POST /api/sign-in/password': {
    readonly body: { readonly email: string; readonly password: string }
    readonly answer:
      | { readonly kind: 'signed-in'; readonly session: Session }
      | { readonly kind: 'second-factor'; readonly step: string }
  }
  /** The second step of it */
  readonly 'POST /api/sign-in/second-factor': {
    readonly body: { readonly step: string; readonly code: string }
    readonly answer: Session
  }
  /** Begin to sign in with a passkey */
  readonly 'GET /api/sign-in/passkey/options': {
    readonly answer: Ceremony
  }
  /** Sign in with a passkey */
  readonly 'POST /api/sign-in/passkey': {
    readonly body: {
      readonly step: string
      readonly response: {
        readonly id: string
        readonly rawId: string
        readonly type: 'public-key'
        readonly authenticatorAttachment?: string
        readonly clientExtensionResults: Readonly<Record<string, unknown>>
        readonly response: {
          readonly clientDataJSON: string
          readonly authenticatorData: string
          readonly signature: string
          readonly userHandle?: string
        }
      }
    }
    readonly answer: Session
  }
  /** Providers that one can sign in with */
  readonly 'GET /api/sign-in/providers': {
    readonly query?: { readonly home?: string }
    readonly answer: { readonly items: readonly { readonly id: string; readonly name: string }[] }
  }
  /** Begin single sign-on */
  readonly 'GET /api/sign-in/sso/{providerId}': {
    readonly path: { readonly providerId: string }
    readonly query?: { readonly back?: string }
    readonly answer: null
  }
  /** Come back from the provider */
  readonly 'GET /api/sign-in/sso/{providerId}/callback': {
    readonly path: { readonly providerId: string }
    readonly query?: { readonly state?: string }
    readonly answer: null
  }
  /** One’s own account */
  readonly 'GET /api/me': {
    readonly answer: Me
  }
  /** Change one’s own account */
  readonly 'PATCH /api/me': {
    readonly body: { readonly name?: string; readonly email?: string }
    readonly answer: Me
  }
  /** Set a password */
  readonly 'PUT /api/me/password': {
    readonly body: { readonly current?: string; readonly next: string }
    readonly answer: Session
  }
  /** Begin to set up one-time codes */
  readonly 'POST /api/me/totp': {
    readonly answer: TotpOffer
  }
  /** Remove one-time codes */
  readonly 'DELETE /api/me/totp': {
    readonly answer: Session
  }
  /** Confirm one-time codes */
  readonly 'POST /api/me/totp/confirm': {
    readonly body: { readonly code: string }
    readonly answer: { readonly recoveryCodes: readonly string[] }
  }
  /** Make new recovery codes */
  readonly 'POST /api/me/recovery-codes': {
    readonly answer: { readonly recoveryCodes: readonly string[] }
  }
  /** Begin to add a passkey */
  readonly 'POST /api/me/passkeys/options': {
    readonly answer: Ceremony
  }
  /** Add a passkey */
  readonly 'POST /api/me/passkeys': {
    readonly body: {
      readonly step: string
      readonly name: string
      readonly response: {
        readonly id: string
        readonly rawId: string
        readonly type: 'public-key'
        readonly authenticatorAttachment?: string
        readonly clientExtensionResults: Readonly<Record<string, unknown>>
        readonly response: {
          readonly clientDataJSON: string
          readonly attestationObject: string
          readonly transports?: readonly string[]
        }
      }
    }
    readonly answer: Session
  }
  /** Remove a passkey */
  readonly 'DELETE /api/me/passkeys/{passkeyId}': {
    readonly path: { readonly passkeyId: string }
    readonly answer: Session
  }
}
