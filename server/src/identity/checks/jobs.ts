import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

const queue = 'identity-checks'
/** The first pass over 200,000 identities takes minutes. */
const expireSeconds = 3_600

/** One pass per tenant at a time, whichever node runs it. Returns what stops the schedule. */
export async function scheduleChecks(
  jobs: Jobs,
  everySeconds: number,
  pass: (tenantId: TenantId) => Promise<unknown>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(queue, { oncePerKey: true, expireSeconds }, async (tenantId) => {
    await pass(tenantId)
  })
  return jobs.every(queue, everySeconds, tenantIds)
}
