import { arrivalColumn } from '../platform/lake/forget.ts'
import type { Lake, LakeForget } from '../platform/lake/lake.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** Arrival of the oldest row; undefined when there is none. Of events by format. Errors: LAKE_DOWN. */
export async function oldestByFormat(lake: Lake, tenantId: TenantId): Promise<ReadonlyMap<string, number>> {
  const rows = await lake
    .forTenant(tenantId)
    .query<{ format: string; ms: number }>(
      ({ events }) =>
        `SELECT format, toUnixTimestamp64Milli(min(received_at)) AS ms FROM ${events} GROUP BY format`,
    )
  return new Map(rows.map(({ format, ms }) => [format, ms]))
}

export async function oldestIn(
  lake: Lake,
  tenantId: TenantId,
  table: 'findings' | 'unparsed',
): Promise<number | undefined> {
  const [row] = await lake
    .forTenant(tenantId)
    .query<{ rows: number; ms: number }>(
      (tables) =>
        `SELECT count() AS rows, toUnixTimestamp64Milli(min(${arrivalColumn[table]})) AS ms FROM ${tables[table]}`,
    )
  return row === undefined || row.rows === 0 ? undefined : row.ms
}

/** Looks before it deletes: a mutation that finds nothing would still read every part. Resolves to the rows gone. */
export async function forgetRows(lake: Lake, tenantId: TenantId, forget: LakeForget): Promise<number> {
  const { table, arrivedBeforeMs, formats } = forget
  const membership = formats?.kind === 'only' ? 'IN' : 'NOT IN'
  const ofFormats = formats === undefined ? '' : `AND format ${membership} {formats:Array(String)}`
  const [due] = await lake.forTenant(tenantId).query<{ rows: number }>(
    (tables) =>
      `SELECT count() AS rows FROM ${tables[table]}
       WHERE ${arrivalColumn[table]} < fromUnixTimestamp64Milli({before:Int64}, 'UTC') ${ofFormats}`,
    { before: arrivedBeforeMs, ...(formats === undefined ? {} : { formats: formats.formats }) },
  )
  if (due === undefined || due.rows === 0) return 0
  await lake.forget(tenantId, forget)
  return due.rows
}
