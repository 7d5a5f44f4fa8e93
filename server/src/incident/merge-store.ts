import { sql } from 'kysely'
import type { StateTransaction } from '../platform/state/state.ts'
import { tablesOf } from './store.ts'
import type { IncidentRecord, MergeRecord } from './tables.ts'

export type Merger = {
  readonly into: string
  readonly at: Date
  readonly who: string
  readonly reason: string
  /** The change of those that are closed. */
  readonly seq: number
}

/** Puts incidents into another one: their findings go there, they are closed and point to it. Returns those closed. */
export async function foldInto(
  tx: StateTransaction,
  from: readonly string[],
  { into, at, who, reason, seq }: Merger,
): Promise<readonly IncidentRecord[]> {
  if (from.length === 0) return []
  const tables = tablesOf(tx)
  await tables
    .insertInto('incident_merge')
    .columns(['tenant_id', 'from_id', 'into_id', 'at', 'who', 'reason', 'from_status'])
    .expression(
      tables
        .selectFrom('incident')
        .select([
          'tenant_id',
          'incident_id',
          sql<string>`${into}::text`.as('into_id'),
          sql<Date>`${at}::timestamptz`.as('at'),
          sql<string>`${who}::text`.as('who'),
          sql<string>`${reason}::text`.as('reason'),
          'status',
        ])
        .where('incident_id', 'in', [...from]),
    )
    .execute()
  await tables
    .updateTable('incident_finding')
    .set({ incident_id: into, came_from: sql`array_append(came_from, incident_id)` })
    .where('incident_id', 'in', [...from])
    .execute()
  return tables
    .updateTable('incident')
    .set({ status: 'resolved', merged_into: into, snoozed_until: null, updated_at: at, change_seq: seq })
    .where('incident_id', 'in', [...from])
    .returningAll()
    .execute()
}

/** The opposite, for what came from there directly. Findings that joined since stay where they are. */
export async function takeOut(tx: StateTransaction, { from_id, into_id, from_status }: MergeRecord) {
  const tables = tablesOf(tx)
  await tables
    .updateTable('incident_finding')
    .set({ incident_id: from_id, came_from: sql`came_from[:cardinality(came_from) - 1]` })
    .where('incident_id', '=', into_id)
    .where(sql<boolean>`came_from[cardinality(came_from)] = ${from_id}`)
    .execute()
  await tables
    .updateTable('incident')
    .set({ status: from_status, merged_into: null })
    .where('incident_id', '=', from_id)
    .execute()
  await tables.deleteFrom('incident_merge').where('from_id', '=', from_id).execute()
}

export async function mergeOf(tx: StateTransaction, fromId: string): Promise<MergeRecord | undefined> {
  return tablesOf(tx)
    .selectFrom('incident_merge')
    .selectAll()
    .where('from_id', '=', fromId)
    .executeTakeFirst()
}

/** What went up in an incident and was shown to people before, newest merger first. */
export async function mergedInto(tx: StateTransaction, incidentId: string, max: number) {
  return tablesOf(tx)
    .selectFrom('incident_merge')
    .innerJoin('incident', (join) =>
      join
        .onRef('incident.incident_id', '=', 'incident_merge.from_id')
        .onRef('incident.tenant_id', '=', 'incident_merge.tenant_id'),
    )
    .select(['from_id', 'incident.title', 'at', 'who', 'reason'])
    .where('into_id', '=', incidentId)
    .where('incident.reported', '=', true)
    .orderBy('at', 'desc')
    .orderBy('from_id')
    .limit(max)
    .execute()
}
