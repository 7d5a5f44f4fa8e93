import { sql } from 'kysely'
import type { Metrics } from '../platform/metrics/metric.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

type Parts = Pick<Platform, 'state' | 'clock'> & { readonly tenantIds: () => Promise<readonly TenantId[]> }

/** How far the slow lane is behind, by the tenant that is furthest behind. */
export function addDetectionMetrics(metrics: Metrics, { state, clock, tenantIds }: Parts): void {
  metrics.gauge({
    name: 'countersign_slow_lane_lag_seconds',
    help: 'Age of the oldest finding that correlations may not have seen; 0 before the first pass.',
    read: async () => {
      const { rows } = await state.forTenants(await tenantIds(), (tx) =>
        sql<{ seenTo: Date | null }>`SELECT min(seen_to) AS "seenTo" FROM correlation_progress`.execute(tx),
      )
      const seenTo = rows[0]?.seenTo?.getTime()
      return [{ value: seenTo === undefined ? 0 : Math.max(0, clock.now() - seenTo) / 1000, labels: {} }]
    },
  })
}
