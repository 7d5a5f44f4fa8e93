import type { StateTransaction } from '../state/state.ts'
import { hashOfSecret } from './secret.ts'

type Role = 'operator-admin' | 'detection-engineer' | 'analyst' | 'auditor'

export type PeopleTables = {
  person: { person_id: string; name: string; role: Role; tenant_ids: string[] | null; created_at: Date }
  sign_in_link: { token_hash: Buffer; person_id: string; expires_at: Date; used_at: Date | null }
  session: { token_hash: Buffer; person_id: string; created_at: Date; expires_at: Date }
}

export type StoredPerson = {
  readonly personId: string
  readonly name: string
  readonly role: Role
  /** null: every tenant of the region. */
  readonly tenantIds: readonly string[] | null
}

export type StoredSession = { readonly person: StoredPerson; readonly expiresAt: Date }

const tables = (tx: StateTransaction) => tx.withTables<PeopleTables>()

/** The first person: there before anybody can be invited. */
export async function ensurePerson(tx: StateTransaction, person: StoredPerson, now: Date): Promise<void> {
  await tables(tx)
    .insertInto('person')
    .values({
      person_id: person.personId,
      name: person.name,
      role: person.role,
      tenant_ids: person.tenantIds === null ? null : [...person.tenantIds],
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('person_id').doNothing())
    .execute()
}

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

export async function insertSession(
  tx: StateTransaction,
  session: {
    readonly token: string
    readonly personId: string
    readonly now: Date
    readonly expiresAt: Date
  },
): Promise<void> {
  await tables(tx)
    .insertInto('session')
    .values({
      token_hash: hashOfSecret(session.token),
      person_id: session.personId,
      created_at: session.now,
      expires_at: session.expiresAt,
    })
    .execute()
}

export async function findSession(
  tx: StateTransaction,
  token: string,
  now: Date,
): Promise<StoredSession | undefined> {
  const row = await tables(tx)
    .selectFrom('session')
    .innerJoin('person', 'person.person_id', 'session.person_id')
    .select(['person.person_id', 'person.name', 'person.role', 'person.tenant_ids', 'session.expires_at'])
    .where('session.token_hash', '=', hashOfSecret(token))
    .where('session.expires_at', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const person = { personId: row.person_id, name: row.name, role: row.role, tenantIds: row.tenant_ids }
  return { person, expiresAt: row.expires_at }
}

export async function deleteSession(tx: StateTransaction, token: string): Promise<void> {
  await tables(tx).deleteFrom('session').where('token_hash', '=', hashOfSecret(token)).execute()
}

/** Links and sessions that ended; nobody can use them any more. */
export async function deleteEnded(tx: StateTransaction, now: Date): Promise<void> {
  await tables(tx).deleteFrom('sign_in_link').where('expires_at', '<=', now).execute()
  await tables(tx).deleteFrom('session').where('expires_at', '<=', now).execute()
}
