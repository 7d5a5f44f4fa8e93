import type { Audit } from './audit/service.ts'
import { forgetIncidents, oldestOver } from './incident/forget-incidents.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import { scheduleRetention } from './retention/jobs.ts'
import { addRetentionRoutes } from './retention/routes.ts'
import { openRetention } from './retention/service.ts'

export type RetentionPorts = {
  readonly audit: Audit
  readonly tenantIds: () => Promise<readonly TenantId[]>
}

/** Part of the composition root: retention stands below incidents and deletes them through a port. Returns its end. */
export async function addRetention(
  app: App,
  platform: Platform,
  { audit, tenantIds }: RetentionPorts,
): Promise<() => Promise<void>> {
  const { state, jobs, config } = platform
  const retention = openRetention({
    ...platform,
    limits: config.limits,
    incidents: {
      oldest: (tenantId) => oldestOver(state, tenantId),
      forget: (tenantId, beforeMs) => forgetIncidents(state, tenantId, beforeMs),
    },
    tellDeleted: (tenantId, kept, rows) =>
      audit.recordSystem({
        action: 'tenant.retention-delete',
        by: 'retention',
        tenantIds: [tenantId],
        target: { class: kept },
        after: { rows },
      }),
  })
  addRetentionRoutes(app, retention)
  const enforce = async (tenantId: TenantId) => {
    await retention.enforce(tenantId)
    await audit.forgetOld(tenantId)
    // The operator's own trail has no tenant to be called for; one that has nothing to lose costs a look.
    await audit.forgetOld(undefined)
  }
  const stop = await scheduleRetention(jobs, config.limits.retentionEverySeconds, enforce, tenantIds)
  return async () => stop()
}
