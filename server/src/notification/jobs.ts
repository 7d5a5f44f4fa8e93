import type { Jobs } from '../platform/jobs/jobs.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { Notifications } from './service.ts'

export const deliverQueue = 'notification-deliver'
const sweepQueue = 'notification-sweep'

/** Channels that are sent to at once by this process, so that some that stall do not hold up the rest. */
const channelsAtOnce = 8
/** How late a message may be whose job was lost. */
const sweepEverySeconds = 60

/** Sends when something becomes due, and looks on a schedule for what was missed. Returns the function that ends it. */
export async function scheduleDeliveries(
  jobs: Jobs,
  notifications: Notifications,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work<{ readonly channelId: string }>(
    deliverQueue,
    { runningMax: channelsAtOnce },
    (tenantId, { data, signal }) => notifications.deliver(tenantId, data.channelId, signal),
  )
  await jobs.work(sweepQueue, { oncePerKey: true }, (tenantId, { signal }) =>
    notifications.sweep(tenantId, signal),
  )
  return jobs.every(sweepQueue, sweepEverySeconds, tenantIds)
}
