import { sigmaLevels } from '@countersign/sigma/match'
import type { Metrics } from '../platform/metrics/metric.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Incidents } from './service.ts'

/** Incidents that wait for somebody, by severity. */
export function addIncidentMetrics(
  metrics: Metrics,
  incidents: Pick<Incidents, 'list'>,
  tenantIds: () => Promise<readonly TenantId[]>,
): void {
  metrics.gauge({
    name: 'countersign_incidents_open',
    help: 'Incidents that are not resolved, over all tenants.',
    labels: { severity: sigmaLevels },
    read: async () => {
      const { counts } = await incidents.list(await tenantIds(), { limit: 1 })
      return Object.entries(counts).map(([severity, value]) => ({ value, labels: { severity } }))
    },
  })
}
