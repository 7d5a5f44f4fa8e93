import type { Jobs } from '../platform/jobs/jobs.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Incidents } from './service.ts'

const queue = 'incident-sweep'

/** How long a finding may stay ungrouped after a crash at the worst moment. */
export const sweepEverySeconds = 60

/** Catches up at the start and then on a schedule; one pass per tenant at a time, whichever node runs it. */
export async function scheduleSweeps(
  jobs: Jobs,
  incidents: Incidents,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(queue, { oncePerKey: true }, async (tenantId) => {
    await incidents.sweep(tenantId)
  })
  return jobs.every(queue, sweepEverySeconds, tenantIds)
}
