import { shippedRegimes } from '@countersign/oscal/shipped/shipped'
import { factsOfIncident } from './compliance/clocks/incident-facts.ts'
import { scheduleNotices } from './compliance/clocks/jobs.ts'
import { addClockRoutes } from './compliance/clocks/routes.ts'
import { type Clocks, openClocks } from './compliance/clocks/service.ts'
import type { Evidence } from './evidence/service.ts'
import type { Incidents } from './incident/service.ts'
import type { Notifications } from './notification/service.ts'
import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { SettingsService } from './settings/service.ts'
import type { TenancyService } from './tenancy/service.ts'

export type ClockFeatures = {
  readonly evidence: Evidence
  readonly incidents: Incidents
  readonly tenancy: TenancyService
  readonly settings: SettingsService
  readonly notifications: Pick<Notifications, 'announce'>
}

/** Part of the composition root: notification clocks, and what drafts know of an incident. */
export async function addClocks(
  app: App,
  platform: Platform,
  features: ClockFeatures,
  close: Closer,
): Promise<Clocks> {
  const { evidence, incidents, tenancy, settings, notifications } = features
  const clocks: Clocks = openClocks({
    ...platform,
    evidence,
    regimes: shippedRegimes(),
    announce: async (tx, tenantId, incidentId, notice) => {
      const { incident } = await incidents.detail(tenantId, incidentId)
      await notifications.announce(tx, tenantId, {
        ...notice,
        incidentId,
        seq: incident.version,
        title: incident.title,
        severity: incident.severity,
        assignee: incident.assignee,
        mergedInto: null,
        by: 'Countersign',
        atMs: platform.clock.now(),
      })
    },
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
  const stop = await scheduleNotices(platform.jobs, clocks.announceDue, tenancy.tenantIds)
  close.add(async () => stop())
  return clocks
}
