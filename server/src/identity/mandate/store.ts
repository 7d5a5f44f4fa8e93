import type { StateTransaction } from '../../platform/state/state.ts'
import { rowOfMandate, type StoredMandate, storedMandateOf } from './stored-mandate.ts'
import { type MandateStatus, type MandateTables, mandateTables } from './tables.ts'

export type ChangeRow = MandateTables['mandate_change']

export async function insertMandate(tx: StateTransaction, mandate: StoredMandate): Promise<void> {
  await mandateTables(tx).insertInto('mandate').values(rowOfMandate(mandate)).execute()
}

/** False when somebody changed it since: the version before is not the one stored. */
export async function replaceMandate(tx: StateTransaction, mandate: StoredMandate): Promise<boolean> {
  const { tenant_id: _, mandate_id, ...changed } = rowOfMandate(mandate)
  const row = await mandateTables(tx)
    .updateTable('mandate')
    .set(changed)
    .where('mandate_id', '=', mandate_id)
    .where('version', '=', mandate.version - 1)
    .returning('mandate_id')
    .executeTakeFirst()
  return row !== undefined
}

export async function markReminded(tx: StateTransaction, mandateId: string, at: Date): Promise<void> {
  await mandateTables(tx)
    .updateTable('mandate')
    .set({ reminded_at: at })
    .where('mandate_id', '=', mandateId)
    .execute()
}

export async function insertChange(tx: StateTransaction, change: ChangeRow): Promise<void> {
  await mandateTables(tx).insertInto('mandate_change').values(change).execute()
}

/** Oldest first. */
export async function changesOf(tx: StateTransaction, mandateId: string): Promise<readonly ChangeRow[]> {
  return mandateTables(tx)
    .selectFrom('mandate_change')
    .selectAll()
    .where('mandate_id', '=', mandateId)
    .orderBy('version')
    .execute()
}

export async function findMandate(
  tx: StateTransaction,
  mandateId: string,
): Promise<StoredMandate | undefined> {
  const row = await mandateTables(tx)
    .selectFrom('mandate')
    .selectAll()
    .where('mandate_id', '=', mandateId)
    .executeTakeFirst()
  return row === undefined ? undefined : storedMandateOf(row)
}

/** Of the tenant of the transaction, by id. */
export async function mandatesWith(
  tx: StateTransaction,
  status: MandateStatus,
): Promise<readonly StoredMandate[]> {
  const rows = await mandateTables(tx)
    .selectFrom('mandate')
    .selectAll()
    .where('status', '=', status)
    .orderBy('mandate_id')
    .execute()
  return rows.map(storedMandateOf)
}

export async function countOpen(tx: StateTransaction): Promise<number> {
  const row = await mandateTables(tx)
    .selectFrom('mandate')
    .select((one) => one.fn.countAll<number>().as('count'))
    .where('status', 'in', ['proposed', 'approved'])
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

export type MandatePosition = { readonly changedMs: number; readonly mandateId: string }
export type MandateFilter = {
  readonly identityKey: string | undefined
  readonly statuses: readonly MandateStatus[] | undefined
  readonly after: MandatePosition | undefined
  readonly limit: number
}

/** Last changed first; one row more than the limit when there is a next page. */
export async function listMandates(
  tx: StateTransaction,
  { identityKey, statuses, after, limit }: MandateFilter,
): Promise<readonly StoredMandate[]> {
  let query = mandateTables(tx).selectFrom('mandate').selectAll()
  if (identityKey !== undefined) query = query.where('identity_key', '=', identityKey)
  if (statuses !== undefined) query = query.where('status', 'in', [...statuses])
  if (after !== undefined)
    query = query.where((is) =>
      is(is.refTuple('changed_at', 'mandate_id'), '<', is.tuple(new Date(after.changedMs), after.mandateId)),
    )
  const rows = await query
    .orderBy('changed_at', 'desc')
    .orderBy('mandate_id', 'desc')
    .limit(limit + 1)
    .execute()
  return rows.map(storedMandateOf)
}

export async function watchedTo(tx: StateTransaction): Promise<Date | undefined> {
  const row = await mandateTables(tx).selectFrom('mandate_watch').select('seen_to').executeTakeFirst()
  return row?.seen_to
}

export async function setWatchedTo(tx: StateTransaction, tenantId: string, seenTo: Date): Promise<void> {
  await mandateTables(tx)
    .insertInto('mandate_watch')
    .values({ tenant_id: tenantId, seen_to: seenTo })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ seen_to: seenTo }))
    .execute()
}
