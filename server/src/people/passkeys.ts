import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { SessionCaller } from '../platform/auth/person.ts'
import { CountersignError } from '../platform/errors.ts'
import { type Client, type PeopleParts, rightNow, stepTime } from './parts.ts'
import { findPasskey, insertPasskey, passkeysOf, type StoredPasskey, usePasskey } from './passkey-store.ts'
import { findPerson } from './person-store.ts'
import { type RelyingParty, refuseAddressInDigits } from './relying-party.ts'
import type { Sessions } from './sessions.ts'
import type { SignedIn } from './sign-in.ts'
import { insertStep, takeStep } from './step-store.ts'

/** `options` go to navigator.credentials; its answer comes back with `step`. */
export type Ceremony = { readonly step: string; readonly options: object }

export type Passkeys = {
  /** Errors: PASSKEY_REFUSED. */
  readonly offer: (caller: SessionCaller, party: RelyingParty) => Promise<Ceremony>
  /** Answers the session's new secret. Errors: PASSKEY_REFUSED, SIGN_IN_STEP_SPENT. */
  readonly add: (caller: SessionCaller, party: RelyingParty, given: GivenPasskey) => Promise<string>
  readonly ask: (party: RelyingParty) => Promise<Ceremony>
  /** Errors: SIGN_IN_WRONG, SIGN_IN_STEP_SPENT. */
  readonly signIn: (
    party: RelyingParty,
    step: string,
    response: AuthenticationResponseJSON,
    client: Client,
  ) => Promise<SignedIn>
}

export type GivenPasskey = {
  readonly step: string
  readonly name: string
  readonly response: RegistrationResponseJSON
}

type Parts = PeopleParts & { readonly sessions: Sessions }
type Challenge = { readonly challenge: string }

export function openPasskeys(parts: Parts): Passkeys {
  return {
    offer: (caller, party) => offer(parts, caller, party),
    add: (caller, party, given) => add(parts, caller, party, given),
    ask: (party) => ask(parts, party),
    signIn: (party, step, response, client) => signIn(parts, party, step, response, client),
  }
}

/** Discoverable and with the user verified, so that a passkey alone is two factors and needs no name typed. */
async function offer(parts: Parts, caller: SessionCaller, party: RelyingParty): Promise<Ceremony> {
  refuseAddressInDigits(party)
  const { personId, name } = caller.person
  const { known, person } = await parts.state.asOperator(async (tx) => ({
    known: await passkeysOf(tx, personId),
    person: await findPerson(tx, personId),
  }))
  if (known.length >= parts.limits.passkeysMax)
    throw new CountersignError('PASSKEY_REFUSED', `you have ${known.length}, which is the limit`)
  const options = await generateRegistrationOptions({
    rpName: 'Countersign',
    rpID: party.id,
    userID: new Uint8Array(Buffer.from(personId)),
    userName: person?.email ?? name,
    userDisplayName: name,
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return remembered(parts, 'new-passkey', personId, options)
}

async function add(
  parts: Parts,
  caller: SessionCaller,
  party: RelyingParty,
  { step, name, response }: GivenPasskey,
): Promise<string> {
  const { personId } = caller.person
  const challenge = await challengeOf(parts, 'new-passkey', step, personId)
  const { registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
  }).catch((cause: unknown) => {
    throw new CountersignError('PASSKEY_REFUSED', 'its answer does not fit', { cause })
  })
  if (registrationInfo === undefined) throw new CountersignError('PASSKEY_REFUSED', 'its answer does not fit')
  const { credential } = registrationInfo
  const passkey: StoredPasskey = {
    credentialId: credential.id,
    personId,
    name,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: response.response.transports ?? [],
    rpId: party.id,
    createdAt: rightNow(parts),
    lastUsedAt: null,
  }
  return parts.state.asOperator(async (tx) => {
    if (!(await insertPasskey(tx, passkey)))
      throw new CountersignError('PASSKEY_REFUSED', 'it is registered already')
    return parts.sessions.renew(tx, caller)
  })
}

async function ask(parts: Parts, party: RelyingParty): Promise<Ceremony> {
  refuseAddressInDigits(party)
  const options = await generateAuthenticationOptions({ rpID: party.id, userVerification: 'required' })
  return remembered(parts, 'passkey', null, options)
}

async function signIn(
  parts: Parts,
  party: RelyingParty,
  step: string,
  response: AuthenticationResponseJSON,
  client: Client,
): Promise<SignedIn> {
  const challenge = await challengeOf(parts, 'passkey', step, null)
  const passkey = await parts.state.asOperator((tx) => findPasskey(tx, response.id))
  if (passkey === undefined) throw wrong()
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: passkey.rpId,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: passkey.counter,
    },
  }).catch((cause: unknown) => {
    throw wrong(cause)
  })
  if (!verified) throw wrong()
  return parts.state.asOperator(async (tx) => {
    if (!(await usePasskey(tx, passkey, authenticationInfo.newCounter, rightNow(parts)))) throw wrong()
    return { kind: 'signed-in', secret: await parts.sessions.begin(tx, passkey.personId, 'passkey', client) }
  })
}

async function remembered(
  parts: Parts,
  kind: 'passkey' | 'new-passkey',
  personId: string | null,
  options: { readonly challenge: string },
): Promise<Ceremony> {
  const content: Challenge = { challenge: options.challenge }
  const step = await parts.state.asOperator((tx) => insertStep(tx, kind, personId, content, stepTime(parts)))
  return { step, options }
}

/** A challenge is answered once, by the person it was made for. */
async function challengeOf(
  parts: Parts,
  kind: 'passkey' | 'new-passkey',
  step: string,
  personId: string | null,
): Promise<string> {
  const taken = await parts.state.asOperator((tx) => takeStep<Challenge>(tx, kind, step, rightNow(parts)))
  if (taken === undefined || taken.personId !== personId) throw new CountersignError('SIGN_IN_STEP_SPENT', '')
  return taken.content.challenge
}

function wrong(cause?: unknown): CountersignError {
  return new CountersignError('SIGN_IN_WRONG', '', { cause })
}
