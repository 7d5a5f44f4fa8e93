import { sql } from 'kysely'
import type { StateTransaction } from '../../platform/state/state.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

type ReplayTables = {
  unparsed_replay: { tenant_id: TenantId; line_id: string; source_id: string; replayed_at: Date }
}

const tables = (tx: StateTransaction) => tx.withTables<ReplayTables>()

/** When lines were replayed, by line id; those that were not are left out. */
export async function replayTimes(
  tx: StateTransaction,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  if (lineIds.length === 0) return new Map()
  const rows = await tables(tx)
    .selectFrom('unparsed_replay')
    .select(['line_id', 'replayed_at'])
    .where('line_id', 'in', lineIds)
    .execute()
  return new Map(rows.map((row) => [row.line_id, row.replayed_at]))
}

export async function rememberReplay(
  tx: StateTransaction,
  tenantId: TenantId,
  sourceId: string,
  lineIds: readonly string[],
  at: Date,
): Promise<void> {
  if (lineIds.length === 0) return
  const rows = lineIds.map((line_id) => ({
    tenant_id: tenantId,
    line_id,
    source_id: sourceId,
    replayed_at: at,
  }))
  await tables(tx)
    .insertInto('unparsed_replay')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Held until the transaction ends: replays of one tenant take turns, on all servers. */
export async function lockReplays(tx: StateTransaction, tenantId: TenantId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`unparsed-replay/${tenantId}`}, 0))`.execute(tx)
}
