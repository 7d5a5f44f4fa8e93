import type { BurstRow } from './compile-sql.ts'
import type { CorrelationBurst } from './row.ts'

/** A row of the compiled statement as a burst. */
export function toBurst(row: BurstRow): CorrelationBurst {
  return {
    tenantId: row.tenant,
    group: row.grp,
    matchedAtMs: Number(row.matched_at),
    lastMatchedAtMs: Number(row.last_matched_at),
    firstMs: Number(row.first_at),
    lastMs: Number(row.last_at),
    eventCount: Number(row.events),
    eventIds: row.event_ids,
  }
}
