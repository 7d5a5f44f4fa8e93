import type { Clock } from '../platform/clock.ts'
import type { State } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { addHistory, lockTenant, wakeDue } from './store.ts'
import { platformName, tell } from './write-incident.ts'

/** Snoozed incidents are back in the queue the moment their time is up; here the history and the streams learn of it. */
export async function wakeSnoozed(
  { state, clock }: { readonly state: State; readonly clock: Clock },
  tenantId: TenantId,
): Promise<void> {
  await state.forTenant(tenantId, async (tx) => {
    await lockTenant(tx, tenantId)
    const at = new Date(clock.now())
    for (const { tenant_id, incident_id, change_seq: seq } of await wakeDue(tx, at)) {
      const what = 'brought it back: the snooze is over'
      await addHistory(tx, { tenant_id, incident_id, at, who: platformName, what })
      await tell(tx, { tenantId, incidentId: incident_id, kind: 'updated', seq })
    }
  })
}
