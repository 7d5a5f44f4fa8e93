import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import type { Signals } from './service.ts'

export const deliverQueue = 'signal-deliver'
export const storeQueue = 'signal-store'
const sweepQueue = 'signal-sweep'
const pollQueue = 'signal-poll'

/** Streams that are sent to at once by this process, so that some that stall do not hold up the rest. */
const streamsAtOnce = 8
/** How late a signal may be whose job was lost. */
const sweepEverySeconds = 60

/** Sends what is due, fetches from sources, and looks on a schedule for what was missed. Returns the function that ends it. */
export async function scheduleSignals(
  jobs: Jobs,
  signals: Signals,
  tenantIds: () => Promise<readonly TenantId[]>,
  pollEverySeconds: number,
): Promise<() => void> {
  await jobs.work<{ readonly streamId: string }>(
    deliverQueue,
    { runningMax: streamsAtOnce },
    (tenantId, { data, signal }) => signals.deliver(tenantId, data.streamId, signal),
  )
  await jobs.work(storeQueue, { oncePerKey: true }, (tenantId) => signals.storeReceived(tenantId))
  await jobs.work(sweepQueue, { oncePerKey: true }, (tenantId, { signal }) => signals.sweep(tenantId, signal))
  await jobs.work(pollQueue, { oncePerKey: true }, (tenantId, { signal }) =>
    signals.pollSources(tenantId, signal),
  )
  const stops = [
    jobs.every(sweepQueue, sweepEverySeconds, tenantIds),
    jobs.every(pollQueue, pollEverySeconds, tenantIds),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
