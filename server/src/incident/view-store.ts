import type { StateTransaction } from '../platform/state/state.ts'
import { tablesOf } from './store.ts'
import type { ViewRecord } from './tables.ts'

/** A person's own, and with `shared` those of others; by name. */
export async function viewsFor(
  tx: StateTransaction,
  ownerId: string,
  shared: boolean,
  max: number,
): Promise<readonly ViewRecord[]> {
  return tablesOf(tx)
    .selectFrom('saved_view')
    .selectAll()
    .where(({ eb, or }) => or([eb('owner_id', '=', ownerId), ...(shared ? [eb('shared', '=', true)] : [])]))
    .orderBy('name')
    .orderBy('view_id')
    .limit(max)
    .execute()
}

export async function countOwnViews(tx: StateTransaction, ownerId: string): Promise<number> {
  const { count } = await tablesOf(tx)
    .selectFrom('saved_view')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner_id', '=', ownerId)
    .executeTakeFirstOrThrow()
  return count
}

export async function addView(tx: StateTransaction, view: ViewRecord): Promise<void> {
  await tablesOf(tx).insertInto('saved_view').values(view).execute()
}

/** Undefined when the person has no such view. */
export async function changeView(
  tx: StateTransaction,
  { view_id, owner_id, ...change }: ViewRecord,
): Promise<ViewRecord | undefined> {
  return tablesOf(tx)
    .updateTable('saved_view')
    .set(change)
    .where('view_id', '=', view_id)
    .where('owner_id', '=', owner_id)
    .returningAll()
    .executeTakeFirst()
}

export async function deleteView(tx: StateTransaction, ownerId: string, viewId: string): Promise<boolean> {
  const { numDeletedRows } = await tablesOf(tx)
    .deleteFrom('saved_view')
    .where('view_id', '=', viewId)
    .where('owner_id', '=', ownerId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
