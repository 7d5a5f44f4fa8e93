import { noteAudit } from '../platform/audit/audit-scope.ts'
import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import { countAttempt, forgiveAttempts } from './attempts.ts'
import { credentialsOf, takeRecoveryCode, takeTotpStep, totpSecretOf } from './credential-store.ts'
import { normalisedEmail } from './email.ts'
import { spendLink } from './link-store.ts'
import { type Client, type PeopleParts, rightNow, stepTime } from './parts.ts'
import type { Passwords } from './password.ts'
import type { Sessions } from './sessions.ts'
import { findStep, insertStep, takeStep } from './step-store.ts'
import { hashOfRecoveryCode, totpStep } from './totp.ts'

/** `secret` is the new session's; `step` is what the second factor has to be sent with. */
export type SignedIn = { readonly kind: 'signed-in'; readonly secret: string }
export type SecondFactorNeeded = { readonly kind: 'second-factor'; readonly step: string }

export type SignIn = {
  /** Errors: SIGN_IN_LINK_SPENT. */
  readonly byLink: (token: string, client: Client) => Promise<SignedIn>
  /** The same answer, after the same work, whether nobody has the address or the password is wrong. Errors: SIGN_IN_WRONG, SIGN_IN_LOCKED, TOO_BUSY. */
  readonly byPassword: (
    email: string,
    password: string,
    client: Client,
  ) => Promise<SignedIn | SecondFactorNeeded>
  /** A code of the authenticator app, or a recovery code. Errors: SIGN_IN_WRONG, SIGN_IN_LOCKED, SIGN_IN_STEP_SPENT. */
  readonly bySecondFactor: (step: string, code: string, client: Client) => Promise<SignedIn>
}

type Parts = PeopleParts & { readonly sessions: Sessions; readonly passwords: Passwords }

export function openSignIn(parts: Parts): SignIn {
  return {
    byLink: (token, client) => byLink(parts, token, client),
    byPassword: (email, password, client) => byPassword(parts, email, password, client),
    bySecondFactor: (step, code, client) => bySecondFactor(parts, step, code, client),
  }
}

async function byLink(parts: Parts, token: string, client: Client): Promise<SignedIn> {
  const secret = await parts.state.asOperator(async (tx) => {
    const personId = await spendLink(tx, token, rightNow(parts))
    if (personId === undefined) throw new CountersignError('SIGN_IN_LINK_SPENT', 'It was used, or is too old')
    return parts.sessions.begin(tx, personId, 'link', client)
  })
  return { kind: 'signed-in', secret }
}

async function byPassword(
  parts: Parts,
  typedEmail: string,
  password: string,
  client: Client,
): Promise<SignedIn | SecondFactorNeeded> {
  const { state, sessions, passwords } = parts
  const email = normalisedEmail(typedEmail)
  const counted = await countAttempt(parts, email)
  const found = await state.asOperator((tx) => credentialsOf(tx, { email }))
  if (found !== undefined) noteAudit({ target: { person: found.personId } })
  const usable = found === undefined || found.isDisabled ? null : found.passwordHash
  const matches = await passwords.matches(password, usable)
  if (!matches || found === undefined) throw new CountersignError('SIGN_IN_WRONG', '')
  return state.asOperator(async (tx) => {
    if (found.hasTotp) {
      noteAudit({ action: 'session.first-factor' })
      await counted.takeBack(tx)
      const step = await insertStep(tx, 'second-factor', found.personId, { email }, stepTime(parts))
      return { kind: 'second-factor', step }
    }
    await forgiveAttempts(tx, email)
    return { kind: 'signed-in', secret: await sessions.begin(tx, found.personId, 'password', client) }
  })
}

async function bySecondFactor(parts: Parts, secret: string, code: string, client: Client): Promise<SignedIn> {
  const now = rightNow(parts)
  const step = await parts.state.asOperator((tx) => findStep(tx, 'second-factor', secret, now))
  if (step?.personId == null) throw spent()
  const { personId } = step
  noteAudit({ target: { person: personId } })
  const { email } = step.content as { readonly email: string }
  await countAttempt(parts, email)
  return parts.state.asOperator(async (tx) => {
    if (!(await isSecondFactor(parts, tx, personId, code))) throw new CountersignError('SIGN_IN_WRONG', '')
    if ((await takeStep(tx, 'second-factor', secret, now)) === undefined) throw spent()
    await forgiveAttempts(tx, email)
    return { kind: 'signed-in', secret: await parts.sessions.begin(tx, personId, 'password', client) }
  })
}

/** Spends what it accepts: a time step and a recovery code count once. */
async function isSecondFactor(
  { clock, box }: PeopleParts,
  tx: StateTransaction,
  personId: string,
  code: string,
): Promise<boolean> {
  const digits = code.replaceAll(' ', '')
  if (!/^\d{6}$/.test(digits)) return takeRecoveryCode(tx, personId, hashOfRecoveryCode(code))
  const sealed = await totpSecretOf(tx, personId)
  if (sealed === null) return false
  const step = totpStep(box.open(`totp/${personId}`, sealed), digits, clock.now())
  return step !== undefined && takeTotpStep(tx, personId, step)
}

function spent(): CountersignError {
  return new CountersignError('SIGN_IN_STEP_SPENT', '')
}
