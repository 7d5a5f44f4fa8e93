import type { Jobs } from '../platform/jobs/jobs.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

const queue = 'evidence-heartbeat'

/** One heartbeat a tenant and period, whichever node comes first. Returns what stops it. */
export async function scheduleHeartbeats(
  jobs: Jobs,
  everySeconds: number,
  beat: (tenantId: TenantId) => Promise<void>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(queue, { oncePerKey: true }, beat)
  return jobs.every(queue, everySeconds, tenantIds)
}
