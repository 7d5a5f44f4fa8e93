import type { StateTransaction } from '../platform/state/state.ts'
import { failureMemorySeconds } from './lock-out.ts'
import { tables } from './tables.ts'

/** Links, sessions and steps that ended, and failures that are forgotten: nobody can use them any more. */
export async function deleteEnded(tx: StateTransaction, now: Date): Promise<void> {
  const failuresBefore = new Date(now.getTime() - failureMemorySeconds * 1000)
  await tables(tx).deleteFrom('sign_in_link').where('expires_at', '<=', now).execute()
  await tables(tx).deleteFrom('session').where('expires_at', '<=', now).execute()
  await tables(tx).deleteFrom('sign_in_step').where('expires_at', '<=', now).execute()
  await tables(tx).deleteFrom('sign_in_attempt').where('last_at', '<=', failuresBefore).execute()
}
