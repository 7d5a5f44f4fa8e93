import type { TestedProvider } from '@countersign/api/sign-in'
import type { Configuration } from 'openid-client'
import { gatedFetch } from '../platform/egress/egress-gate.ts'
import { CountersignError, isCountersignError } from '../platform/errors.ts'
import {
  authorizationEndpointOf,
  beginOpenId,
  discoverOpenId,
  finishOpenId,
  type OpenIdClient,
  type OpenIdFlow,
} from './open-id.ts'
import { type KeptDiscovery, keptDiscovery } from './open-id-kept.ts'
import { type Client, type PeopleParts, rightNow, stepTime } from './parts.ts'
import { allProviders, type StoredProvider } from './provider-store.ts'
import type { Sessions } from './sessions.ts'
import type { SignedIn } from './sign-in.ts'
import { personOfAccount } from './sso-account.ts'
import { insertStep, takeStep } from './step-store.ts'
import { isUniqueViolation } from './unique-violation.ts'

export type Sso = {
  /** `state` is kept by the browser that began, in a cookie. Errors: NOT_FOUND, SSO_FAILED. */
  readonly begin: (
    providerId: string,
    origin: string,
    then: string,
  ) => Promise<{ readonly address: string; readonly state: string }>
  /** Asks the provider's address what it is, without signing anybody in. Errors: NOT_FOUND. */
  readonly test: (providerId: string) => Promise<TestedProvider>
  /** Errors: SSO_FAILED, SSO_UNKNOWN_PERSON. */
  readonly finish: (
    providerId: string,
    answer: {
      readonly path: string
      readonly state: string | undefined
      readonly cookie: string | undefined
    },
    client: Client,
  ) => Promise<SignedIn & { readonly then: string }>
}

const reasonMaxChars = 300

type Parts = PeopleParts & {
  readonly sessions: Sessions
  readonly discovery: KeptDiscovery<Configuration>
}
type SsoStep = OpenIdFlow & { readonly providerId: string; readonly then: string; readonly origin: string }

export function openSso(base: Omit<Parts, 'discovery'>): Sso {
  const discovery = keptDiscovery(discoverOpenId, base.clock, base.limits.ssoDiscoveryKeptSeconds)
  const parts = { ...base, discovery }
  return {
    begin: async (providerId, origin, then) => {
      const provider = await providerOf(parts, providerId)
      const redirectUri = `${origin}/api/sign-in/sso/${providerId}/callback`
      const configuration = await discovery.of(clientOf(parts, provider))
      const { flow, addressFor } = await beginOpenId(configuration, redirectUri)
      const content: SsoStep = { ...flow, providerId, then, origin }
      const state = await parts.state.asOperator((tx) =>
        insertStep(tx, 'sso', null, content, stepTime(parts)),
      )
      return { address: addressFor(state), state }
    },
    test: (providerId) => test(parts, providerId),
    finish: (providerId, answer, client) => finish(parts, providerId, answer, client),
  }
}

/**
 * Every provider has a redirect address of its own, so that one cannot be answered in the name of another (RFC 9700,
 * section 4.4); and the browser that comes back is the one that left, or nobody is signed in (section 4.7).
 */
async function finish(
  parts: Parts,
  providerId: string,
  { path, state, cookie }: Parameters<Sso['finish']>[1],
  client: Client,
): Promise<SignedIn & { readonly then: string }> {
  if (state === undefined || state !== cookie)
    throw new CountersignError('SSO_FAILED', 'this browser did not begin it')
  const taken = await parts.state.asOperator((tx) => takeStep<SsoStep>(tx, 'sso', state, rightNow(parts)))
  if (taken?.content.providerId !== providerId) throw new CountersignError('SSO_FAILED', 'it took too long')
  const { then, origin, ...flow } = taken.content
  const provider = await providerOf(parts, providerId)
  const known = clientOf(parts, provider)
  const configuration = await parts.discovery.of(known)
  const account = await finishOpenId(configuration, new URL(path, origin), state, flow).catch(
    (error: unknown) => {
      // The provider may have moved: the next sign-in asks it again.
      parts.discovery.forget(known)
      throw error
    },
  )
  const begin = () =>
    parts.state.asOperator(async (tx) => {
      const personId = await personOfAccount(tx, provider, account, rightNow(parts))
      return parts.sessions.begin(tx, personId, 'sso', client)
    })
  // Of two browsers that bring the same new account at once, the second finds whom the first has made.
  const secret = await begin().catch((error: unknown) => {
    if (isUniqueViolation(error)) return begin()
    throw error
  })
  return { kind: 'signed-in', secret, then }
}

async function test(parts: Parts, providerId: string): Promise<TestedProvider> {
  const client = clientOf(parts, await providerOf(parts, providerId))
  try {
    return { kind: 'found', authorizationEndpoint: authorizationEndpointOf(await discoverOpenId(client)) }
  } catch (error) {
    if (!isCountersignError(error)) throw error
    return { kind: 'failed', error: reasons(error.cause).join(': ').slice(0, reasonMaxChars) }
  }
}

/** What the library says and why: `fetch failed: connect ECONNREFUSED 127.0.0.1:9`. */
function reasons(cause: unknown): readonly string[] {
  return cause instanceof Error ? [cause.message, ...reasons(cause.cause)] : []
}

async function providerOf({ state }: Parts, providerId: string): Promise<StoredProvider> {
  const found = (await state.asOperator(allProviders)).find((one) => one.providerId === providerId)
  if (found === undefined) throw new CountersignError('NOT_FOUND', 'there is no such provider')
  return found
}

function clientOf({ box, egress, limits }: Parts, provider: StoredProvider): OpenIdClient {
  const { providerId, issuer, clientId, clientSecret } = provider
  return {
    issuer,
    clientId,
    clientSecret: clientSecret === null ? undefined : box.open(`sso/${providerId}`, clientSecret),
    timeoutSeconds: limits.ssoRequestTimeoutSeconds,
    outsideFetch: gatedFetch(egress, { tenantId: null, purpose: 'sign-in' }),
  }
}
