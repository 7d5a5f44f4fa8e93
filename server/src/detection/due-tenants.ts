import { judgesAbsence } from '@countersign/sigma/correlation/plan'
import type { PlannedCorrelation } from '@countersign/sigma/correlation/plan-correlations'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { arrivalOverlapSeconds } from './correlate.ts'
import { moveSeenTo, seenTos } from './tenant-store.ts'

export type DueParts = Pick<Platform, 'state' | 'lake' | 'clock'> & {
  readonly correlations: (tenantId: TenantId) => readonly PlannedCorrelation[]
}

const overlapMs = arrivalOverlapSeconds * 1000

/**
 * The tenants that a pass of the slow lane may find something new for: rows have arrived since their last pass, they
 * never had one, or an absence becomes certain by time alone. The others count as seen up to now: one look at the lake
 * for all of them, where a pass costs several for each. Errors: LAKE_DOWN, STATE_DOWN.
 */
export async function dueTenants(
  { state, lake, clock, correlations }: DueParts,
  tenantIds: readonly TenantId[],
): Promise<readonly TenantId[]> {
  const startedMs = clock.now()
  const seen = await state.forTenants(tenantIds, seenTos)
  const known = tenantIds.filter((tenantId) => seen.has(tenantId))
  const sinceMs = Math.max(0, Math.min(...seen.values()) - overlapMs)
  const rows = await lake.forTenants(known).query<{ readonly tenant_id: string; readonly newest_ms: number }>(
    ({ findings }) => `
      SELECT tenant_id, toUnixTimestamp64Milli(max(created_at)) AS newest_ms FROM ${findings}
      WHERE created_at >= fromUnixTimestamp64Milli({since:Int64}) GROUP BY tenant_id`,
    { since: known.length === 0 ? 0 : sinceMs },
  )
  const newest = new Map(rows.map((row) => [row.tenant_id, Number(row.newest_ms)]))
  const isQuiet = (tenantId: TenantId) => {
    const seenMs = seen.get(tenantId)
    const newestMs = newest.get(tenantId) ?? Number.NEGATIVE_INFINITY
    if (seenMs === undefined || newestMs >= seenMs - overlapMs) return false
    return !correlations(tenantId).some(({ plan }) => judgesAbsence(plan))
  }
  const quiet = tenantIds.filter(isQuiet)
  if (quiet.length > 0) await state.forTenants(quiet, (tx) => moveSeenTo(tx, quiet, new Date(startedMs)))
  const skipped = new Set(quiet)
  return tenantIds.filter((tenantId) => !skipped.has(tenantId))
}
