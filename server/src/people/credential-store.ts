import type { StateTransaction } from '../platform/state/state.ts'
import { tables } from './tables.ts'

export type Credentials = {
  readonly personId: string
  readonly isDisabled: boolean
  readonly passwordHash: string | null
  readonly hasTotp: boolean
}

export async function credentialsOf(
  tx: StateTransaction,
  by: { readonly email: string } | { readonly personId: string },
): Promise<Credentials | undefined> {
  const query = tables(tx)
    .selectFrom('person')
    .select(['person_id', 'disabled_at', 'password_hash', 'totp_confirmed_at'])
  const row = await ('email' in by
    ? query.where('email', '=', by.email)
    : query.where('person_id', '=', by.personId)
  ).executeTakeFirst()
  if (row === undefined) return undefined
  return {
    personId: row.person_id,
    isDisabled: row.disabled_at !== null,
    passwordHash: row.password_hash,
    hasTotp: row.totp_confirmed_at !== null,
  }
}

export async function setPasswordHash(tx: StateTransaction, personId: string, hash: string): Promise<void> {
  await tables(tx)
    .updateTable('person')
    .set({ password_hash: hash })
    .where('person_id', '=', personId)
    .execute()
}

/** A secret that counts once it is confirmed; false when one already counts. */
export async function offerTotp(tx: StateTransaction, personId: string, sealed: Buffer): Promise<boolean> {
  const offered = await tables(tx)
    .updateTable('person')
    .set({ totp_secret: sealed, totp_last_step: 0 })
    .where('person_id', '=', personId)
    .where('totp_confirmed_at', 'is', null)
    .returning('person_id')
    .executeTakeFirst()
  return offered !== undefined
}

/** Sealed; whether it counts already is `hasTotp`. */
export async function totpSecretOf(tx: StateTransaction, personId: string): Promise<Buffer | null> {
  const row = await tables(tx)
    .selectFrom('person')
    .select('totp_secret')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.totp_secret ?? null
}

/** Takes the step, once and never again, nor any before it (RFC 6238, section 5.2). */
export async function takeTotpStep(tx: StateTransaction, personId: string, step: number): Promise<boolean> {
  const taken = await tables(tx)
    .updateTable('person')
    .set({ totp_last_step: step })
    .where('person_id', '=', personId)
    .where('totp_last_step', '<', step)
    .returning('person_id')
    .executeTakeFirst()
  return taken !== undefined
}

export async function confirmTotp(tx: StateTransaction, personId: string, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('person')
    .set({ totp_confirmed_at: now })
    .where('person_id', '=', personId)
    .execute()
}

export async function removeTotp(tx: StateTransaction, personId: string): Promise<void> {
  await tables(tx)
    .updateTable('person')
    .set({ totp_secret: null, totp_confirmed_at: null })
    .where('person_id', '=', personId)
    .execute()
  await tables(tx).deleteFrom('recovery_code').where('person_id', '=', personId).execute()
}

export async function replaceRecoveryCodes(
  tx: StateTransaction,
  personId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await tables(tx).deleteFrom('recovery_code').where('person_id', '=', personId).execute()
  await tables(tx)
    .insertInto('recovery_code')
    .values(hashes.map((hash) => ({ person_id: personId, code_hash: hash })))
    .execute()
}

/** Takes the code away; of two at once, one gets false. */
export async function takeRecoveryCode(
  tx: StateTransaction,
  personId: string,
  hash: Buffer,
): Promise<boolean> {
  const taken = await tables(tx)
    .deleteFrom('recovery_code')
    .where('person_id', '=', personId)
    .where('code_hash', '=', hash)
    .returning('person_id')
    .executeTakeFirst()
  return taken !== undefined
}

export async function recoveryCodesLeft(tx: StateTransaction, personId: string): Promise<number> {
  const { codes } = await tables(tx)
    .selectFrom('recovery_code')
    .select((select) => select.fn.countAll<number>().as('codes'))
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
  return codes
}

/** Everything a person signs in with: a new invitation begins again. */
export async function removeCredentials(tx: StateTransaction, personId: string): Promise<void> {
  await tables(tx)
    .updateTable('person')
    .set({ password_hash: null })
    .where('person_id', '=', personId)
    .execute()
  await removeTotp(tx, personId)
  await tables(tx).deleteFrom('passkey').where('person_id', '=', personId).execute()
  await tables(tx).deleteFrom('sso_identity').where('person_id', '=', personId).execute()
}
