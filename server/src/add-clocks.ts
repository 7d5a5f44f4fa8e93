import { shippedRegimes } from '@countersign/oscal/shipped/shipped'
import { factsOfIncident } from './compliance/clocks/incident-facts.ts'
import { addClockRoutes } from './compliance/clocks/routes.ts'
import { type Clocks, openClocks } from './compliance/clocks/service.ts'
import type { Evidence } from './evidence/service.ts'
import type { Incidents } from './incident/service.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { SettingsService } from './settings/service.ts'
import type { TenancyService } from './tenancy/service.ts'

export type ClockFeatures = {
  readonly evidence: Evidence
  readonly incidents: Incidents
  readonly tenancy: TenancyService
  readonly settings: SettingsService
}

/** Part of the composition root: notification clocks, and what drafts know of an incident. */
export function addClocks(app: App, platform: Platform, features: ClockFeatures): Clocks {
  const { evidence, incidents, tenancy, settings } = features
  const clocks: Clocks = openClocks({
    ...platform,
    evidence,
    regimes: shippedRegimes(),
    incidentTitle: async (tenantId, incidentId) =>
      (await incidents.detail(tenantId, incidentId)).incident.title,
    incidentFacts: async (tenantId, incidentId) => {
      const tenants = await tenancy.tenants()
      const party = {
        tenantId,
        tenantName: tenants.find((tenant) => tenant.tenantId === tenantId)?.name ?? tenantId,
        operatorName: (await settings.brand()).name,
      }
      const opened = await clocks.read(tenantId, incidentId).catch(() => undefined)
      return factsOfIncident(await incidents.detail(tenantId, incidentId), party, {
        awareAt: opened?.awareAt,
      })
    },
  })
  addClockRoutes(app, clocks)
  return clocks
}
