import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client'
import type { OutsideFetch } from '../platform/egress/egress-gate.ts'
import { CountersignError } from '../platform/errors.ts'
import { isLoopback } from './relying-party.ts'
import type { SsoAccount } from './sso-account.ts'

/** A provider with its client secret in the clear. */
export type OpenIdClient = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly timeoutSeconds: number
  /** The way out, for this and for everything that is asked of the provider later. */
  readonly outsideFetch: OutsideFetch
}

/** What has to be remembered between the two ends of the code flow. */
export type OpenIdFlow = {
  readonly nonce: string
  readonly codeVerifier: string
  readonly redirectUri: string
}

/** Where to send the browser: code flow with PKCE (RFC 7636), state and nonce. */
export async function beginOpenId(
  configuration: Configuration,
  redirectUri: string,
): Promise<{ readonly flow: OpenIdFlow; readonly addressFor: (state: string) => string }> {
  const flow = { nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier(), redirectUri }
  const challenge = await calculatePKCECodeChallenge(flow.codeVerifier)
  return {
    flow,
    addressFor: (state) =>
      buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        code_challenge: challenge,
        code_challenge_method: 'S256',
        nonce: flow.nonce,
        state,
      }).href,
  }
}

/** The address that the provider's own description sends people to (OpenID Connect Discovery 1.0, section 4). Errors: SSO_FAILED. */
export function authorizationEndpointOf(configuration: Configuration): string {
  const { authorization_endpoint: address } = configuration.serverMetadata()
  if (address === undefined) throw failed(new Error('its description names no authorization_endpoint'))
  return address
}

/**
 * The account behind an answer of the provider. State, `iss` of the answer (RFC 9207), signature, issuer, audience, nonce
 * and times are checked by the library. Errors: SSO_FAILED.
 */
export async function finishOpenId(
  configuration: Configuration,
  answer: URL,
  state: string,
  { nonce, codeVerifier }: OpenIdFlow,
): Promise<SsoAccount> {
  try {
    const tokens = await authorizationCodeGrant(configuration, answer, {
      pkceCodeVerifier: codeVerifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined) throw new CountersignError('SSO_FAILED', '')
    const asked = claims.email === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
    const more = asked ? await fetchUserInfo(configuration, tokens.access_token, claims.sub) : {}
    return accountOf({ ...more, ...claims })
  } catch (cause) {
    throw failed(cause)
  }
}

function accountOf(claims: Readonly<Record<string, unknown>> & { iss: string; sub: string }): SsoAccount {
  const text = (value: unknown) =>
    typeof value === 'string' && value !== '' ? value.slice(0, 254) : undefined
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: text(claims.name),
    email: text(claims.email),
    isEmailVerified: claims.email_verified === true,
  }
}

/**
 * What the provider says of itself (OpenID Connect Discovery 1.0, section 4). Plain HTTP is spoken to a provider on this
 * machine alone; `ProviderPut` refuses other addresses. Errors: SSO_FAILED.
 */
export async function discoverOpenId({
  issuer,
  clientId,
  clientSecret,
  timeoutSeconds,
  outsideFetch,
}: OpenIdClient): Promise<Configuration> {
  const authentication = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret)
  const insecure = isLoopback(new URL(issuer).hostname) ? [allowInsecureRequests] : []
  try {
    return await discovery(new URL(issuer), clientId, undefined, authentication, {
      timeout: timeoutSeconds,
      execute: insecure,
      [customFetch]: (address, { method, headers, body, redirect, signal }) =>
        outsideFetch(address, {
          method,
          headers,
          body: (body ?? null) as BodyInit | null,
          redirect,
          ...(signal === undefined ? {} : { signal }),
        }),
    })
  } catch (cause) {
    throw failed(cause)
  }
}

/** The cause is for the log of the server: it may hold the provider's words. */
function failed(cause: unknown): CountersignError {
  return new CountersignError('SSO_FAILED', '', { cause })
}
