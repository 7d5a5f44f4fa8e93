import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

const queue = 'identity-fold'

/** Folds in who came up in the lake: one pass per tenant at a time, whichever node runs it. Returns what stops it. */
export async function scheduleFolds(
  jobs: Jobs,
  everySeconds: number,
  fold: (tenantId: TenantId) => Promise<unknown>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(queue, { oncePerKey: true }, async (tenantId) => {
    await fold(tenantId)
  })
  return jobs.every(queue, everySeconds, tenantIds)
}
