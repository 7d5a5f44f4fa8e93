import type { Jobs } from '../platform/jobs/jobs.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

const queue = 'retention'
/** A deletion rewrites parts of the lake; a large tenant's takes its time. */
const expireSeconds = 3600

/** One tenant after the other, at the start and then on a schedule. Returns what stops it. */
export async function scheduleRetention(
  jobs: Jobs,
  everySeconds: number,
  enforce: (tenantId: TenantId) => Promise<void>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(queue, { oncePerKey: true, expireSeconds }, enforce)
  return jobs.every(queue, everySeconds, tenantIds)
}
