import type { StateTransaction } from '../platform/state/state.ts'
import { type PeopleTables, tables } from './tables.ts'

export type StoredPasskey = {
  readonly credentialId: string
  readonly personId: string
  readonly name: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: readonly string[]
  /** Name of the server it was made for. */
  readonly rpId: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

/** False when the passkey is registered already, by whomever. */
export async function insertPasskey(tx: StateTransaction, passkey: StoredPasskey): Promise<boolean> {
  const inserted = await tables(tx)
    .insertInto('passkey')
    .values({
      credential_id: passkey.credentialId,
      person_id: passkey.personId,
      name: passkey.name,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: [...passkey.transports],
      rp_id: passkey.rpId,
      created_at: passkey.createdAt,
      last_used_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('credential_id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function passkeysOf(tx: StateTransaction, personId: string): Promise<readonly StoredPasskey[]> {
  const rows = await tables(tx)
    .selectFrom('passkey')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .execute()
  return rows.map(passkeyOf)
}

/** Of a person who may sign in. */
export async function findPasskey(
  tx: StateTransaction,
  credentialId: string,
): Promise<StoredPasskey | undefined> {
  const row = await tables(tx)
    .selectFrom('passkey')
    .innerJoin('person', 'person.person_id', 'passkey.person_id')
    .selectAll('passkey')
    .where('credential_id', '=', credentialId)
    .where('person.disabled_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : passkeyOf(row)
}

/** False when its counter moved meanwhile: the same answer was sent twice (WebAuthn, section 6.1.1). */
export async function usePasskey(
  tx: StateTransaction,
  { credentialId, counter }: StoredPasskey,
  newCounter: number,
  now: Date,
): Promise<boolean> {
  const used = await tables(tx)
    .updateTable('passkey')
    .set({ counter: newCounter, last_used_at: now })
    .where('credential_id', '=', credentialId)
    .where('counter', '=', counter)
    .returning('credential_id')
    .executeTakeFirst()
  return used !== undefined
}

/** False when this person has no such passkey. */
export async function deletePasskey(
  tx: StateTransaction,
  personId: string,
  credentialId: string,
): Promise<boolean> {
  const gone = await tables(tx)
    .deleteFrom('passkey')
    .where('person_id', '=', personId)
    .where('credential_id', '=', credentialId)
    .returning('credential_id')
    .executeTakeFirst()
  return gone !== undefined
}

function passkeyOf(row: PeopleTables['passkey']): StoredPasskey {
  return {
    credentialId: row.credential_id,
    personId: row.person_id,
    name: row.name,
    publicKey: row.public_key,
    counter: row.counter,
    transports: row.transports,
    rpId: row.rp_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}
