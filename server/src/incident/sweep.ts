import type { DetectionFinding } from '@countersign/incident/finding'
import type { Clock } from '../platform/clock.ts'
import type { Lake } from '../platform/lake/lake.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { knownFindingIds, setSweptTo, sweptTo } from './store.ts'

/** Rows become visible a little after their `created_at`, and clocks of nodes differ: this much is read again. */
export const sweepOverlapSeconds = 300
const pageRows = 500

export type SweepDeps = {
  readonly state: State
  readonly lake: Lake
  readonly clock: Clock
  readonly record: (tenantId: TenantId, findings: readonly DetectionFinding[]) => Promise<unknown>
}

/**
 * Records findings that the lake holds and grouping has not seen: those of a crash between the acknowledgement and
 * the grouping. The watermark moves only after what it covers is recorded. Returns how many were new.
 */
export async function sweepFindings(deps: SweepDeps, tenantId: TenantId): Promise<number> {
  const startedMs = deps.clock.now()
  const from = await deps.state.forTenant(tenantId, sweptTo)
  let after: Position = { ms: Math.max(0, (from?.getTime() ?? 0) - sweepOverlapSeconds * 1000), id: '' }
  let recorded = 0
  for (;;) {
    const page = await readPage(deps.lake, tenantId, after)
    const last = page.at(-1)
    if (last === undefined) break
    recorded += await recordUnknown(deps, tenantId, page)
    after = { ms: Number(last.ms), id: last.finding_id }
    if (page.length < pageRows) break
  }
  await deps.state.forTenant(tenantId, (tx) => setSweptTo(tx, tenantId, new Date(startedMs)))
  return recorded
}

type Position = { readonly ms: number; readonly id: string }
type FindingRow = { readonly finding_id: string; readonly ms: number | string; readonly finding: string }

function readPage(lake: Lake, tenantId: TenantId, after: Position): Promise<readonly FindingRow[]> {
  return lake.forTenant(tenantId).query<FindingRow>(
    (tables) => `
      SELECT finding_id, toUnixTimestamp64Milli(created_at) AS ms, finding FROM ${tables.findings}
      WHERE reported = 1
        AND (created_at, finding_id) > (fromUnixTimestamp64Milli({ms:Int64}), {id:String})
      ORDER BY created_at, finding_id LIMIT ${pageRows}`,
    { ms: after.ms, id: after.id },
  )
}

async function recordUnknown(
  deps: SweepDeps,
  tenantId: TenantId,
  page: readonly FindingRow[],
): Promise<number> {
  const ids = page.map((row) => row.finding_id)
  const known = await deps.state.forTenant(tenantId, (tx) => knownFindingIds(tx, ids))
  const findings = page
    .filter((row) => !known.has(row.finding_id))
    .map((row) => JSON.parse(row.finding) as DetectionFinding)
  if (findings.length > 0) await deps.record(tenantId, findings)
  return findings.length
}
