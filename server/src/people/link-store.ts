import { hashOfSecret } from '../platform/auth/secret.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import { tables } from './tables.ts'

export async function insertLink(
  tx: StateTransaction,
  token: string,
  personId: string,
  expiresAt: Date,
): Promise<void> {
  await tables(tx)
    .insertInto('sign_in_link')
    .values({ token_hash: hashOfSecret(token), person_id: personId, expires_at: expiresAt, used_at: null })
    .execute()
}

/** Marks the link used and answers whose it was; of two at once, one gets undefined. */
export async function spendLink(tx: StateTransaction, token: string, now: Date): Promise<string | undefined> {
  const spent = await tables(tx)
    .updateTable('sign_in_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashOfSecret(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('person_id')
    .executeTakeFirst()
  return spent?.person_id
}

/** A new invitation makes the ones before worthless. */
export async function deleteLinks(tx: StateTransaction, personId: string): Promise<void> {
  await tables(tx).deleteFrom('sign_in_link').where('person_id', '=', personId).execute()
}
