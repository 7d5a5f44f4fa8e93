import { hashOfSecret } from '../platform/auth/secret.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import { findPerson, type StoredPerson, waysToSignIn } from './person-store.ts'
import { type PeopleTables, type SignedInBy, tables } from './tables.ts'

export type StoredSession = {
  readonly sessionId: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly lastSeenAt: Date
  readonly signedInBy: SignedInBy
  /** What the browser said it is: data from outside. */
  readonly userAgent: string
  readonly address: string
}

export type FoundSession = StoredSession & { readonly person: StoredPerson; readonly isSetUp: boolean }

export async function insertSession(
  tx: StateTransaction,
  secret: string,
  personId: string,
  session: StoredSession,
): Promise<void> {
  await tables(tx)
    .insertInto('session')
    .values({
      token_hash: hashOfSecret(secret),
      session_id: session.sessionId,
      person_id: personId,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
      last_seen_at: session.lastSeenAt,
      signed_in_by: session.signedInBy,
      user_agent: session.userAgent,
      address: session.address,
    })
    .execute()
}

/** The session of this secret, unless it ended, was idle since before `idleSince`, or its person is disabled. */
export async function findSession(
  tx: StateTransaction,
  secret: string,
  now: Date,
  idleSince: Date,
): Promise<FoundSession | undefined> {
  const row = await tables(tx)
    .selectFrom('session')
    .selectAll()
    .where('token_hash', '=', hashOfSecret(secret))
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', idleSince)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const person = await findPerson(tx, row.person_id)
  if (person === undefined || person.disabledAt !== null) return undefined
  const { password, passkeys, sso } = await waysToSignIn(tx, row.person_id)
  return { ...sessionOf(row), person, isSetUp: password || passkeys > 0 || sso > 0 }
}

export async function touchSession(tx: StateTransaction, sessionId: string, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('session')
    .set({ last_seen_at: now })
    .where('session_id', '=', sessionId)
    .execute()
}

/** Sessions of one person that still hold, the last used first. */
export async function sessionsOf(
  tx: StateTransaction,
  personId: string,
  now: Date,
  idleSince: Date,
): Promise<readonly StoredSession[]> {
  const rows = await tables(tx)
    .selectFrom('session')
    .selectAll()
    .where('person_id', '=', personId)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', idleSince)
    .orderBy('last_seen_at', 'desc')
    .execute()
  return rows.map(sessionOf)
}

/** Gives the session another secret: whoever has the old one is out. */
export async function replaceSecret(tx: StateTransaction, sessionId: string, secret: string): Promise<void> {
  await tables(tx)
    .updateTable('session')
    .set({ token_hash: hashOfSecret(secret) })
    .where('session_id', '=', sessionId)
    .execute()
}

/** False when this person has no such session. */
export async function deleteSession(
  tx: StateTransaction,
  personId: string,
  sessionId: string,
): Promise<boolean> {
  const gone = await tables(tx)
    .deleteFrom('session')
    .where('person_id', '=', personId)
    .where('session_id', '=', sessionId)
    .returning('session_id')
    .executeTakeFirst()
  return gone !== undefined
}

export async function deleteSessionBySecret(tx: StateTransaction, secret: string): Promise<void> {
  await tables(tx).deleteFrom('session').where('token_hash', '=', hashOfSecret(secret)).execute()
}

/** All sessions of a person, but for the one named. */
export async function deleteSessions(
  tx: StateTransaction,
  personId: string,
  exceptSessionId = '',
): Promise<void> {
  await tables(tx)
    .deleteFrom('session')
    .where('person_id', '=', personId)
    .where('session_id', '<>', exceptSessionId)
    .execute()
}

function sessionOf(row: PeopleTables['session']): StoredSession {
  return {
    sessionId: row.session_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastSeenAt: row.last_seen_at,
    signedInBy: row.signed_in_by,
    userAgent: row.user_agent,
    address: row.address,
  }
}
