import type { Jobs } from '../platform/jobs/jobs.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

const queue = 'correlate'

/** The slow lane: one pass per tenant at a time, whichever node runs it. Returns what stops the schedule. */
export async function scheduleCorrelations(
  jobs: Jobs,
  everySeconds: number,
  correlate: (tenantId: TenantId) => Promise<number>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(queue, { oncePerKey: true }, async (tenantId) => {
    await correlate(tenantId)
  })
  return jobs.every(queue, everySeconds, tenantIds)
}
