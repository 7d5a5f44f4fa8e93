import type { Jobs } from '../platform/jobs/jobs.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

const heartbeatQueue = 'evidence-heartbeat'
const witnessQueue = 'evidence-witness'

/** One heartbeat a tenant and period, whichever node comes first. Returns what stops it. */
export async function scheduleHeartbeats(
  jobs: Jobs,
  everySeconds: number,
  beat: (tenantId: TenantId) => Promise<void>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(heartbeatQueue, { oncePerKey: true }, beat)
  return jobs.every(heartbeatQueue, everySeconds, tenantIds)
}

/** Has what was logged cosigned, tenant by tenant. Returns what stops it. */
export async function scheduleWitnesses(
  jobs: Jobs,
  everySeconds: number,
  cosign: (tenantId: TenantId) => Promise<void>,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<() => void> {
  await jobs.work(witnessQueue, { oncePerKey: true }, cosign)
  return jobs.every(witnessQueue, everySeconds, tenantIds)
}
