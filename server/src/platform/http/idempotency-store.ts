import type { StateTransaction } from '../state/state.ts'

type Tables = {
  idempotent_request: { lookup: Buffer; request_hash: Buffer; at: Date; answer: Buffer | null }
}

export type KnownRequest = Tables['idempotent_request']

const tables = (tx: StateTransaction) => tx.withTables<Tables>()

/** What is over goes whenever something new comes, this much at once. */
const forgottenAtOnceMax = 100

/** Takes the place of a request that nobody made since `since`. Undefined when it is taken now; else who has it. */
export async function claim(
  tx: StateTransaction,
  request: Omit<KnownRequest, 'answer'>,
  since: Date,
): Promise<KnownRequest | undefined> {
  await forget(tx, since)
  const taken = await tables(tx)
    .insertInto('idempotent_request')
    .values({ ...request, answer: null })
    .onConflict((conflict) =>
      conflict
        .column('lookup')
        .doUpdateSet({ request_hash: request.request_hash, at: request.at, answer: null })
        .where('idempotent_request.at', '<=', since),
    )
    .returning('lookup')
    .executeTakeFirst()
  if (taken !== undefined) return undefined
  return tables(tx)
    .selectFrom('idempotent_request')
    .selectAll()
    .where('lookup', '=', request.lookup)
    .executeTakeFirstOrThrow()
}

export async function keepAnswer(tx: StateTransaction, lookup: Buffer, answer: Buffer): Promise<void> {
  await tables(tx).updateTable('idempotent_request').set({ answer }).where('lookup', '=', lookup).execute()
}

/** Nothing was done: the same request may be made again. */
export async function release(tx: StateTransaction, lookup: Buffer): Promise<void> {
  await tables(tx)
    .deleteFrom('idempotent_request')
    .where('lookup', '=', lookup)
    .where('answer', 'is', null)
    .execute()
}

async function forget(tx: StateTransaction, since: Date): Promise<void> {
  await tables(tx)
    .deleteFrom('idempotent_request')
    .where('lookup', 'in', (old) =>
      old
        .selectFrom('idempotent_request')
        .select('lookup')
        .where('at', '<=', since)
        .limit(forgottenAtOnceMax)
        .forUpdate()
        .skipLocked(),
    )
    .execute()
}
