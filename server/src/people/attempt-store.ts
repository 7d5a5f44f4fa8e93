import { createHash } from 'node:crypto'
import type { StateTransaction } from '../platform/state/state.ts'
import type { Attempts } from './lock-out.ts'
import { tables } from './tables.ts'

/** An identity nobody has is counted like one that somebody has. */
export function hashOfIdentity(email: string): Buffer {
  return createHash('sha256').update(`identity\0${email}`).digest()
}

/** Locks the identity's row until the transaction ends, so that attempts at once are counted one after the other. */
export async function lockAttempts(tx: StateTransaction, identity: Buffer): Promise<Attempts> {
  await tables(tx)
    .insertInto('sign_in_attempt')
    .values({ identity_hash: identity, failures: 0, last_at: new Date(0), locked_until: new Date(0) })
    .onConflict((conflict) => conflict.column('identity_hash').doNothing())
    .execute()
  const row = await tables(tx)
    .selectFrom('sign_in_attempt')
    .selectAll()
    .where('identity_hash', '=', identity)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const { failures, last_at, locked_until } = row
  return { failures, lastAtMs: last_at.getTime(), lockedUntilMs: locked_until.getTime() }
}

export async function storeAttempts(
  tx: StateTransaction,
  identity: Buffer,
  { failures, lastAtMs, lockedUntilMs }: Attempts,
): Promise<void> {
  await tables(tx)
    .updateTable('sign_in_attempt')
    .set({ failures, last_at: new Date(lastAtMs), locked_until: new Date(lockedUntilMs) })
    .where('identity_hash', '=', identity)
    .execute()
}

/** As it was before, unless another attempt was counted since. */
export async function restoreAttempts(
  tx: StateTransaction,
  identity: Buffer,
  counted: Attempts,
  before: Attempts,
): Promise<void> {
  await tables(tx)
    .updateTable('sign_in_attempt')
    .set({
      failures: before.failures,
      last_at: new Date(before.lastAtMs),
      locked_until: new Date(before.lockedUntilMs),
    })
    .where('identity_hash', '=', identity)
    .where('failures', '=', counted.failures)
    .execute()
}

/** The row stays: an attempt that waits for its lock has to find it. */
export async function forgetAttempts(tx: StateTransaction, identity: Buffer): Promise<void> {
  await tables(tx)
    .updateTable('sign_in_attempt')
    .set({ failures: 0, locked_until: new Date(0) })
    .where('identity_hash', '=', identity)
    .execute()
}
