import type { Lake } from '../platform/lake/lake.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { type Library, overlayOf } from './rule-library.ts'

export type DetectedRule = {
  readonly ruleId: string
  readonly title: string
  readonly tags: readonly string[]
  readonly findings: number
  readonly lastMs: number
}

/** Rules with reported findings stored since then, and their tags; a rule that is gone has none. Errors: LAKE_DOWN. */
export async function detectedRules(
  lake: Lake,
  library: Library,
  tenantId: TenantId,
  sinceMs: number,
): Promise<readonly DetectedRule[]> {
  const rows = await lake.forTenant(tenantId).query<Omit<DetectedRule, 'tags'>>(
    ({ findings }) => `
      SELECT rule_id AS ruleId, any(rule_title) AS title, count() AS findings,
        toUnixTimestamp64Milli(max(last_time)) AS lastMs
      FROM ${findings}
      WHERE reported = 1 AND created_at >= fromUnixTimestamp64Milli({sinceMs:Int64}, 'UTC')
      GROUP BY ruleId ORDER BY lastMs DESC LIMIT 10000`,
    { sinceMs },
  )
  const mine = overlayOf(library, tenantId).own.filter((document) => 'header' in document)
  const own = new Map(mine.map(({ header }) => [header.id, header]))
  return rows.map((row) => {
    const header = own.get(row.ruleId) ?? library.catalogue.rules.get(row.ruleId)?.header
    return { ...row, tags: header?.tags ?? [] }
  })
}
