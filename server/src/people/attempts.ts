import { CountersignError } from '../platform/errors.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import {
  forgetAttempts,
  hashOfIdentity,
  lockAttempts,
  restoreAttempts,
  storeAttempts,
} from './attempt-store.ts'
import { beginAttempt } from './lock-out.ts'
import type { PeopleParts } from './parts.ts'

/** An attempt that was counted and turned out to be neither a failure nor yet a success is taken back. */
export type CountedAttempt = { readonly takeBack: (tx: StateTransaction) => Promise<void> }

/** Counts an attempt of this identity before it is judged. Errors: SIGN_IN_LOCKED, for unknown identities too. */
export async function countAttempt(
  { state, clock, limits }: PeopleParts,
  identity: string,
): Promise<CountedAttempt> {
  const hash = hashOfIdentity(identity)
  const begun = await state.asOperator(async (tx) => {
    const before = await lockAttempts(tx, hash)
    const outcome = beginAttempt(before, clock.now(), limits)
    if (outcome.kind === 'begun') await storeAttempts(tx, hash, outcome.attempts)
    return { ...outcome, before }
  })
  if (begun.kind === 'begun')
    return { takeBack: (tx) => restoreAttempts(tx, hash, begun.attempts, begun.before) }
  throw new CountersignError('SIGN_IN_LOCKED', `${begun.waitSeconds} s to wait`, {
    retryAfterSeconds: begun.waitSeconds,
  })
}

export async function forgiveAttempts(tx: StateTransaction, identity: string): Promise<void> {
  await forgetAttempts(tx, hashOfIdentity(identity))
}
