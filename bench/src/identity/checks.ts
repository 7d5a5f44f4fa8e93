import { openIdentityChecking } from '@countersign/server/identity/checks/service'
import type { Inventory } from '@countersign/server/identity/inventory/service'
import { systemClock } from '@countersign/server/platform/clock'
import type { Limits } from '@countersign/server/platform/limits'
import type { Platform } from '@countersign/server/platform/platform'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'

export type CheckBench = Pick<Platform, 'state' | 'lake'> & {
  readonly limits: Limits
  readonly inventory: Inventory
}

/** Passes of the identity checks until all are judged, then one that finds nothing to do, then the pages over them. */
export async function measureChecks(
  { state, lake, limits, inventory }: CheckBench,
  tenantId: TenantId,
  timed: (name: string, work: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const { marks, records, changedAt, noteLife, find } = inventory
  const checking = openIdentityChecking({
    state,
    lake,
    clock: systemClock,
    limits,
    marks,
    records,
    changedAt,
    noteLife,
    identityOf: find,
    personOf: async () => undefined,
    mandates: async () => [],
    policyNow: async () => ({ aws: undefined, kubernetes: [], gitHub: undefined }),
    setsOf: async () => Promise.reject(new Error('no policy is in force')),
    spans: async () => [],
    report: async () => undefined,
  })
  for (let waiting = 1; waiting > 0; ) waiting = await onePass(checking, tenantId)
  await onePass(checking, tenantId)
  await timed('checks: summary', () => checking.summary(tenantId))
  for (const outcome of ['failed', 'unknown'] as const)
    await timed(`checks: those ${outcome}`, () =>
      checking.standing(tenantId, { checkId: 'long-lived-secret', outcome, after: '', limit: 50 }),
    )
}

async function onePass(
  checking: ReturnType<typeof openIdentityChecking>,
  tenantId: TenantId,
): Promise<number> {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const { judged, waiting, told } = await checking.pass(tenantId)
  const { user, system } = process.cpuUsage(cpu)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const cpuSeconds = ((user + system) / 1_000_000).toFixed(1)
  console.log(`checks    ${judged} judged, ${told} told in ${seconds} s, of which ${cpuSeconds} s CPU here`)
  return waiting
}
