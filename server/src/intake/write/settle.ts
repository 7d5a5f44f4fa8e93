import type { Lake, LakeBatch, LakeTable } from '../../platform/lake/lake.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { BatchDone } from '../worker/batch.ts'

const idColumns: Partial<Readonly<Record<LakeTable, string>>> = { events: 'event_id', unparsed: 'line_id' }

/**
 * The inserts of a batch that the lake does not hold. Called when a group it went with was cut off: its rows of one
 * table became visible together or not at all, so one id tells. Findings replace themselves and are written again.
 * Errors: LAKE_DOWN.
 */
export async function missingInserts(
  lake: Lake,
  tenantId: TenantId,
  done: BatchDone,
): Promise<readonly LakeBatch[]> {
  const missing: LakeBatch[] = []
  for (const insert of done.inserts) {
    const column = idColumns[insert.table]
    const firstId = done.firstIds[insert.table]
    const held =
      column !== undefined &&
      firstId !== undefined &&
      (await holds(lake, tenantId, insert.table, column, firstId))
    if (!held) missing.push(insert)
  }
  return missing
}

async function holds(
  lake: Lake,
  tenantId: TenantId,
  table: LakeTable,
  column: string,
  id: string,
): Promise<boolean> {
  const rows = await lake
    .forTenant(tenantId)
    .query((tables) => `SELECT 1 AS there FROM ${tables[table]} WHERE ${column} = {id:String} LIMIT 1`, {
      id,
    })
  return rows.length > 0
}
