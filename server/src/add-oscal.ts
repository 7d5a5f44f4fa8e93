import { shippedEvidenceKinds } from '@countersign/oscal/shipped/shipped'
import { openCheckThread } from './compliance/oscal/check-thread.ts'
import { compliancePack } from './compliance/oscal/pack-addition.ts'
import { addOscalRoutes } from './compliance/oscal/routes.ts'
import { openOscalOut } from './compliance/oscal/service.ts'
import type { Compliance } from './compliance/service.ts'
import type { Evidence, PackAdditions } from './evidence/service.ts'
import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { SettingsService } from './settings/service.ts'
import type { TenancyService } from './tenancy/service.ts'
import { sourcesInSight } from './tenancy/source-store.ts'

export type OscalFeatures = {
  readonly compliance: Compliance
  readonly evidence: Evidence
  readonly tenancy: TenancyService
  readonly settings: SettingsService
  /** Of evidence packs: OSCAL adds its own. */
  readonly additions: PackAdditions[]
}

/** Part of the composition root: OSCAL documents over HTTP and in packs. */
export function addOscal(
  app: App,
  { region, state }: Platform,
  { compliance, evidence, tenancy, settings, additions }: OscalFeatures,
  close: Closer,
): void {
  const check = openCheckThread()
  close.add(check.close)
  const oscal = openOscalOut({
    compliance,
    evidence,
    check,
    kinds: shippedEvidenceKinds(),
    names: async (tenantId) => {
      const tenants = await tenancy.tenants()
      const tenantName = tenants.find((tenant) => tenant.tenantId === tenantId)?.name ?? tenantId
      return { tenantId, tenantName, operatorName: (await settings.brand()).name, region }
    },
    sourcesOf: async (tenantId) =>
      (await state.forTenant(tenantId, sourcesInSight)).filter(({ revokedAt }) => revokedAt === null),
  })
  addOscalRoutes(app, oscal)
  additions.push(compliancePack({ compliance, oscal }))
}
