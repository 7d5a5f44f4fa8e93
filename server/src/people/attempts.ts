import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import { forgetAttempts, hashOfIdentity, lockAttempts, storeAttempts } from './attempt-store.ts'
import { beginAttempt } from './lock-out.ts'
import type { PeopleParts } from './parts.ts'

/** Counts an attempt of this identity before it is judged. Errors: SIGN_IN_LOCKED, for unknown identities too. */
export async function countAttempt({ state, clock, limits }: PeopleParts, identity: string): Promise<void> {
  const hash = hashOfIdentity(identity)
  const begun = await state.asOperator(async (tx) => {
    const outcome = beginAttempt(await lockAttempts(tx, hash), clock.now(), limits)
    if (outcome.kind === 'begun') await storeAttempts(tx, hash, outcome.attempts)
    return outcome
  })
  if (begun.kind === 'begun') return
  throw new CountersignError('SIGN_IN_LOCKED', `${begun.waitSeconds} s to wait`, {
    retryAfterSeconds: begun.waitSeconds,
  })
}

export async function forgiveAttempts(tx: StateTransaction, identity: string): Promise<void> {
  await forgetAttempts(tx, hashOfIdentity(identity))
}
