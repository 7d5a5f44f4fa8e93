import type { SessionCaller } from '../platform/auth/person.ts'
import { CountersignError } from '../platform/errors.ts'
import { countAttempt, forgiveAttempts } from './attempts.ts'
import {
  confirmTotp,
  credentialsOf,
  offerTotp,
  recoveryCodesLeft,
  removeTotp,
  replaceRecoveryCodes,
  setPasswordHash,
  takeTotpStep,
  totpSecretOf,
} from './credential-store.ts'
import { normalisedEmail } from './email.ts'
import { type PeopleParts, rightNow } from './parts.ts'
import { deletePasskey, passkeysOf, type StoredPasskey } from './passkey-store.ts'
import { type Passwords, refuseWeakPassword } from './password.ts'
import {
  findPerson,
  findPersonByEmail,
  type SignInWays,
  type StoredPerson,
  updatePerson,
  waysToSignIn,
} from './person-store.ts'
import type { Sessions } from './sessions.ts'
import { hashOfRecoveryCode, newRecoveryCodes, newTotpSecret, totpAddress, totpStep } from './totp.ts'
import { isUniqueViolation } from './unique-violation.ts'

export type MySignIn = {
  readonly person: StoredPerson
  readonly ways: SignInWays
  readonly passkeys: readonly StoredPasskey[]
  readonly recoveryCodesLeft: number
}

/** `secret` is the session's new one: a change of how somebody signs in ends every other session. */
type Renewed = { readonly secret: string }

/** How the person who asks signs in. */
export type MySignInService = {
  readonly show: (caller: SessionCaller) => Promise<MySignIn>
  /** An address is set once, by who has none. Errors: EMAIL_TAKEN, CONFLICT. */
  readonly rename: (caller: SessionCaller, change: { name?: string; email?: string }) => Promise<void>
  /** Errors: SIGN_IN_WRONG when the current one is not right, PASSWORD_WEAK, CONFLICT without an e-mail address. */
  readonly setPassword: (caller: SessionCaller, current: string | undefined, next: string) => Promise<Renewed>
  /** Errors: CONFLICT when one counts already, or there is no password to add it to. */
  readonly offerTotp: (
    caller: SessionCaller,
  ) => Promise<{ readonly secret: string; readonly address: string }>
  /** Errors: SIGN_IN_WRONG, CONFLICT. */
  readonly confirmTotp: (
    caller: SessionCaller,
    code: string,
  ) => Promise<Renewed & { readonly recoveryCodes: readonly string[] }>
  readonly removeTotp: (caller: SessionCaller) => Promise<Renewed>
  /** The ones before are worthless from then on. Errors: CONFLICT. */
  readonly newRecoveryCodes: (caller: SessionCaller) => Promise<readonly string[]>
  /** Errors: NOT_FOUND, CONFLICT when it is the last way to sign in. */
  readonly removePasskey: (caller: SessionCaller, credentialId: string) => Promise<Renewed>
}

type Parts = PeopleParts & { readonly sessions: Sessions; readonly passwords: Passwords }

export function openMySignIn(parts: Parts): MySignInService {
  return {
    show: (caller) => show(parts, caller),
    rename: (caller, change) => rename(parts, caller, change),
    setPassword: (caller, current, next) => setPassword(parts, caller, current, next),
    offerTotp: (caller) => offer(parts, caller),
    confirmTotp: (caller, code) => confirm(parts, caller, code),
    removeTotp: (caller) =>
      parts.state.asOperator(async (tx) => {
        await removeTotp(tx, caller.person.personId)
        return { secret: await parts.sessions.renew(tx, caller) }
      }),
    newRecoveryCodes: (caller) => newCodes(parts, caller),
    removePasskey: (caller, credentialId) => removePasskey(parts, caller, credentialId),
  }
}

function show({ state }: Parts, { person }: SessionCaller): Promise<MySignIn> {
  const { personId } = person
  return state.asOperator(async (tx) => ({
    person: (await findPerson(tx, personId)) as StoredPerson,
    ways: await waysToSignIn(tx, personId),
    passkeys: await passkeysOf(tx, personId),
    recoveryCodesLeft: await recoveryCodesLeft(tx, personId),
  }))
}

/** Two may choose one address in the same moment: both find it free, and the database takes it from one of them. */
async function rename(
  { state }: Parts,
  { person: { personId } }: SessionCaller,
  change: { readonly name?: string; readonly email?: string },
): Promise<void> {
  const renamed = state.asOperator(async (tx) => {
    const email = change.email === undefined ? undefined : normalisedEmail(change.email)
    const person = await findPerson(tx, personId)
    if (email !== undefined && person?.email !== email) {
      if (person?.email != null)
        throw new CountersignError('CONFLICT', 'an administrator changes the address, by a new invitation')
      if ((await findPersonByEmail(tx, email)) !== undefined) throw new CountersignError('EMAIL_TAKEN', '')
    }
    await updatePerson(tx, personId, {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(email === undefined ? {} : { email }),
    })
  })
  await renamed.catch((error: unknown) => {
    throw isUniqueViolation(error) ? new CountersignError('EMAIL_TAKEN', '') : error
  })
}

async function setPassword(
  parts: Parts,
  caller: SessionCaller,
  current: string | undefined,
  next: string,
): Promise<Renewed> {
  const { state, passwords, sessions, limits } = parts
  const { personId } = caller.person
  const { person, credentials } = await state.asOperator(async (tx) => ({
    person: await findPerson(tx, personId),
    credentials: await credentialsOf(tx, { personId }),
  }))
  if (person?.email == null) throw new CountersignError('CONFLICT', 'set your e-mail address first')
  if (credentials?.passwordHash != null) {
    await countAttempt(parts, person.email)
    if (!(await passwords.matches(current ?? '', credentials.passwordHash)))
      throw new CountersignError('SIGN_IN_WRONG', 'the current password is another one')
  }
  refuseWeakPassword(next, person, limits.passwordMinCharacters)
  const { email } = person
  const hash = await passwords.hash(next)
  return state.asOperator(async (tx) => {
    await forgiveAttempts(tx, email)
    await setPasswordHash(tx, personId, hash)
    return { secret: await sessions.renew(tx, caller) }
  })
}

async function offer(
  { state, box }: Parts,
  { person: { personId, name } }: SessionCaller,
): Promise<{ readonly secret: string; readonly address: string }> {
  const secret = newTotpSecret()
  return state.asOperator(async (tx) => {
    const { password } = await waysToSignIn(tx, personId)
    if (!password) throw new CountersignError('CONFLICT', 'codes go with a password; set one first')
    if (!(await offerTotp(tx, personId, box.seal(`totp/${personId}`, secret))))
      throw new CountersignError('CONFLICT', 'an authenticator app is set up; remove it first')
    const email = (await findPerson(tx, personId))?.email
    return { secret, address: totpAddress(secret, email ?? name) }
  })
}

async function confirm(
  parts: Parts,
  caller: SessionCaller,
  code: string,
): Promise<Renewed & { readonly recoveryCodes: readonly string[] }> {
  const { state, box, clock, sessions } = parts
  const { personId } = caller.person
  return state.asOperator(async (tx) => {
    const sealed = await totpSecretOf(tx, personId)
    const { totp } = await waysToSignIn(tx, personId)
    if (sealed === null || totp) throw new CountersignError('CONFLICT', 'there is nothing to confirm')
    const step = totpStep(box.open(`totp/${personId}`, sealed), code.replaceAll(' ', ''), clock.now())
    if (step === undefined || !(await takeTotpStep(tx, personId, step)))
      throw new CountersignError('SIGN_IN_WRONG', 'the code is not right; check the clock of the phone')
    await confirmTotp(tx, personId, rightNow(parts))
    const recoveryCodes = newRecoveryCodes()
    await replaceRecoveryCodes(tx, personId, recoveryCodes.map(hashOfRecoveryCode))
    return { recoveryCodes, secret: await sessions.renew(tx, caller) }
  })
}

async function newCodes(
  { state }: Parts,
  { person: { personId } }: SessionCaller,
): Promise<readonly string[]> {
  const codes = newRecoveryCodes()
  await state.asOperator(async (tx) => {
    const { totp } = await waysToSignIn(tx, personId)
    if (!totp) throw new CountersignError('CONFLICT', 'recovery codes go with an authenticator app')
    await replaceRecoveryCodes(tx, personId, codes.map(hashOfRecoveryCode))
  })
  return codes
}

async function removePasskey(
  { state, sessions }: Parts,
  caller: SessionCaller,
  credentialId: string,
): Promise<Renewed> {
  const { personId } = caller.person
  return state.asOperator(async (tx) => {
    if (!(await deletePasskey(tx, personId, credentialId)))
      throw new CountersignError('NOT_FOUND', 'you have no such passkey')
    const { password, passkeys, sso } = await waysToSignIn(tx, personId)
    if (!password && passkeys === 0 && sso === 0)
      throw new CountersignError('CONFLICT', 'it is the last way to sign in')
    return { secret: await sessions.renew(tx, caller) }
  })
}
