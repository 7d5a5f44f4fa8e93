import { sql } from 'kysely'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** Nobody works on it any more: resolved, merged away, or a weak signal that never found company. */
const isOver = sql`(status = 'resolved' OR merged_into IS NOT NULL OR NOT reported)`
const hanging = ['incident_finding', 'incident_history', 'incident_note'] as const

/** Last change of the oldest incident that is over, milliseconds since 1970. */
export async function oldestOver(state: State, tenantId: TenantId): Promise<number | undefined> {
  const { rows } = await state.forTenant(tenantId, (tx) =>
    sql<{ at: Date | null }>`SELECT min(updated_at) AS at FROM incident WHERE ${isOver}`.execute(tx),
  )
  return rows[0]?.at?.getTime()
}

/** Deletes incidents that are over and unchanged since then, with all that hangs on them; how many. */
export async function forgetIncidents(state: State, tenantId: TenantId, beforeMs: number): Promise<number> {
  return state.forTenant(tenantId, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      DELETE FROM incident WHERE tenant_id = ${tenantId} AND ${isOver} AND updated_at < ${new Date(beforeMs)}
      RETURNING incident_id AS id`.execute(tx)
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return 0
    for (const table of hanging)
      await sql`DELETE FROM ${sql.table(table)} WHERE tenant_id = ${tenantId} AND incident_id = ANY(${ids})`.execute(
        tx,
      )
    await sql`DELETE FROM incident_merge WHERE tenant_id = ${tenantId} AND from_id = ANY(${ids})`.execute(tx)
    return ids.length
  })
}
