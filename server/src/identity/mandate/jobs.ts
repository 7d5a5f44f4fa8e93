import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

const queue = 'mandates'

/** One look per tenant and period, whichever node comes first. Returns what stops the schedule. */
export async function scheduleMandateWatch(
  jobs: Jobs,
  everySeconds: number,
  watch: (tenantId: TenantId) => Promise<unknown>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(queue, { oncePerKey: true }, async (tenantId) => {
    await watch(tenantId)
  })
  return jobs.every(queue, everySeconds, tenantIds)
}
