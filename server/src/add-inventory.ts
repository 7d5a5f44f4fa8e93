import type { Mandate } from '@countersign/authority/mandate/mandate'
import type { Grant } from '@countersign/explanation/explanation'
import { addAuthorityRoutes } from './identity/authority/routes.ts'
import { type IdentityAuthority, openIdentityAuthority } from './identity/authority/service.ts'
import { setsOf } from './identity/authority/sets.ts'
import { addConfigurationRoutes } from './identity/configuration/routes.ts'
import { type Configurations, openConfigurations } from './identity/configuration/service.ts'
import { addExplanationRoutes } from './identity/explanation/routes.ts'
import { type Explanations, lakeUses, openExplanations } from './identity/explanation/service.ts'
import { scheduleFolds } from './identity/inventory/jobs.ts'
import { addInventoryRoutes } from './identity/inventory/routes.ts'
import { type Inventory, openInventory } from './identity/inventory/service.ts'
import { approvedMandates } from './identity/mandate/service.ts'
import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'

export type IdentityInventory = {
  readonly inventory: Inventory
  readonly configurations: Configurations
  readonly explanations: Explanations
  readonly authority: IdentityAuthority
}

/** Part of the composition root: who there is, by what policy, and why what happened could happen. */
export async function addInventory(
  app: App,
  platform: Platform,
  tenantIds: () => Promise<readonly TenantId[]>,
  close: Closer,
): Promise<IdentityInventory> {
  const { limits } = platform.config
  const mandates = (tenantId: TenantId) => platform.state.forTenant(tenantId, approvedMandates)
  const inventory = openInventory({
    ...platform,
    mandatedKeys: async (tenantId) => {
      const keys = new Set((await mandates(tenantId)).map(({ identityKey }) => identityKey))
      return (members) => members.some((key) => keys.has(key))
    },
  })
  const configurations = openConfigurations({ ...platform, limits, takeItems: inventory.takeItems })
  const { policies } = configurations
  const sets = {
    ...platform,
    policies,
    uses: (tenantId: TenantId) => lakeUses(platform.lake.forTenant(tenantId)),
    mandatedGrants: async (tenantId: TenantId, identityKey: string, atMs: number) =>
      grantsOf(
        (await mandates(tenantId)).filter(
          (mandate) => mandate.identityKey === identityKey && isInForce(mandate, atMs),
        ),
      ),
  }
  const explanations = openExplanations({
    ...platform,
    limits,
    policies,
    setsOf: (tenantId, key, atMs, uses) => setsOf(sets, tenantId, key, atMs, uses),
  })
  addInventoryRoutes(app, inventory)
  addConfigurationRoutes(app, configurations, limits.configurationMaxBytes)
  addExplanationRoutes(app, explanations)
  const authority = openIdentityAuthority({ ...sets, inventory, explanations })
  addAuthorityRoutes(app, authority)
  const stop = await scheduleFolds(platform.jobs, limits.inventoryFoldEverySeconds, inventory.fold, tenantIds)
  close.add(async () => stop())
  return { inventory, configurations, explanations, authority }
}

function isInForce({ validFrom, expiresAt }: Mandate, atMs: number): boolean {
  return Date.parse(validFrom) <= atMs && atMs < Date.parse(expiresAt)
}

/** Every action of a mandate on every resource of it; tools are what an agent calls. */
function grantsOf(mandates: readonly Mandate[]): readonly Grant[] | undefined {
  if (mandates.length === 0) return undefined
  return mandates.flatMap(({ actions, tools, resources }) =>
    [...actions, ...tools].flatMap((action) =>
      (resources.length === 0 ? ['*'] : resources).map((resource) => ({ action, resource })),
    ),
  )
}
