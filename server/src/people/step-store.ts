import { hashOfSecret, newSecret } from '../platform/auth/secret.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import { type StepKind, tables } from './tables.ts'

export type Step<T> = { readonly personId: string | null; readonly content: T }

/** Remembers a step of a sign-in, for a limited time; answers the secret to continue with. Strangers may ask for it, so what ended goes first. */
export async function insertStep(
  tx: StateTransaction,
  kind: StepKind,
  personId: string | null,
  content: unknown,
  { now, expiresAt }: { readonly now: Date; readonly expiresAt: Date },
): Promise<string> {
  const secret = newSecret()
  await tables(tx).deleteFrom('sign_in_step').where('expires_at', '<=', now).execute()
  await tables(tx)
    .insertInto('sign_in_step')
    .values({
      secret_hash: hashOfSecret(secret),
      kind,
      person_id: personId,
      content: JSON.stringify(content),
      expires_at: expiresAt,
    })
    .execute()
  return secret
}

/** Takes the step away and answers it; of two at once, one gets undefined. */
export async function takeStep<T>(
  tx: StateTransaction,
  kind: StepKind,
  secret: string,
  now: Date,
): Promise<Step<T> | undefined> {
  const row = await tables(tx)
    .deleteFrom('sign_in_step')
    .where('secret_hash', '=', hashOfSecret(secret))
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .returning(['person_id', 'content'])
    .executeTakeFirst()
  return row === undefined ? undefined : { personId: row.person_id, content: row.content as T }
}

/** Answers a step that may still be tried again. */
export async function findStep(
  tx: StateTransaction,
  kind: StepKind,
  secret: string,
  now: Date,
): Promise<Step<unknown> | undefined> {
  const row = await tables(tx)
    .selectFrom('sign_in_step')
    .select(['person_id', 'content'])
    .where('secret_hash', '=', hashOfSecret(secret))
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row === undefined ? undefined : { personId: row.person_id, content: row.content }
}
