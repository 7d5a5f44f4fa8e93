import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

const queue = 'notification-clocks'
const everySeconds = 60

/** Looks at the clocks of each tenant every minute. Returns what stops it. */
export async function scheduleNotices(
  jobs: Jobs,
  announceDue: (tenantId: TenantId) => Promise<void>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(queue, { oncePerKey: true }, announceDue)
  return jobs.every(queue, everySeconds, tenantIds)
}
