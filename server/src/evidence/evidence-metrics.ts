import type { Clock } from '../platform/clock.ts'
import type { Metrics } from '../platform/metrics/metric.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Evidence } from './service.ts'

type Parts = {
  readonly metrics: Metrics
  readonly clock: Clock
  readonly evidence: Pick<Evidence, 'waiting'>
  readonly tenantIds: () => Promise<readonly TenantId[]>
}

/** What has happened and is not in a log yet, and for how long the oldest of it has been prepared. */
export function addEvidenceMetrics({ metrics, clock, evidence, tenantIds }: Parts): void {
  const states = async () => Promise.all((await tenantIds()).map((tenantId) => evidence.waiting(tenantId)))
  metrics.gauge({
    name: 'countersign_evidence_waiting',
    help: 'Entries that are not in their log yet, over all tenants.',
    read: async () => [
      { value: (await states()).reduce((total, { waiting }) => total + waiting, 0), labels: {} },
    ],
  })
  metrics.gauge({
    name: 'countersign_evidence_oldest_waiting_seconds',
    help: 'Age of the oldest prepared entry that is not in its log yet, over all tenants.',
    read: async () => {
      const times = (await states()).map(({ oldestAt }) => oldestAt?.getTime() ?? clock.now())
      return [{ value: Math.max(0, clock.now() - Math.min(clock.now(), ...times)) / 1000, labels: {} }]
    },
  })
}
