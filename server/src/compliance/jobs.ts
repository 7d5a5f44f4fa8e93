import type { Jobs } from '../platform/jobs/jobs.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

const queue = 'compliance-assess'

/** One tenant after the other. Returns what stops it. */
export async function scheduleAssessments(
  jobs: Jobs,
  everySeconds: number,
  assess: (tenantId: TenantId) => Promise<unknown>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(queue, { oncePerKey: true }, async (tenantId) => void (await assess(tenantId)))
  return jobs.every(queue, everySeconds, tenantIds)
}
