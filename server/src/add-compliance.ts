import {
  shippedEvidenceKinds,
  shippedFrameworks,
  shippedTechniqueControls,
} from '@countersign/oscal/shipped/shipped'
import { reportTo } from './add-mandates.ts'
import { detectedDays, techniquesOf } from './compliance/detected.ts'
import { driftFinding } from './compliance/drift-finding.ts'
import { scheduleAssessments } from './compliance/jobs.ts'
import type { Probe } from './compliance/probe.ts'
import { openReviews } from './compliance/reviews/reviews.ts'
import { addReviewRoutes } from './compliance/reviews/routes.ts'
import { addComplianceRoutes } from './compliance/routes.ts'
import { type Compliance, openCompliance } from './compliance/service.ts'
import { detectedRules } from './detection/detected-rules.ts'
import type { Detection } from './detection/service.ts'
import type { Evidence } from './evidence/service.ts'
import type { Incidents } from './incident/service.ts'
import type { FindingSink } from './intake/ports.ts'
import { sealingKeys, secretBox } from './platform/auth/secret-box.ts'
import type { Closer } from './platform/closers.ts'
import { CountersignError } from './platform/errors.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { TenantId } from './platform/tenancy/tenant-id.ts'
import type { TenancyService } from './tenancy/service.ts'
import { sourcesInSight } from './tenancy/source-store.ts'

export type ComplianceFeatures = {
  readonly evidence: Evidence
  readonly tenancy: TenancyService
  readonly findingSink: FindingSink
  readonly incidents: Pick<Incidents, 'detail'>
  readonly detection: Pick<Detection, 'rules'>
  readonly probes: readonly Probe[]
}

/** Part of the composition root: controls whose status comes from evidence. */
export async function addCompliance(
  app: App,
  platform: Platform,
  { evidence, tenancy, findingSink, incidents, detection, probes }: ComplianceFeatures,
  close: Closer,
): Promise<Compliance> {
  const { clock, config, dataDir, jobs, lake, state } = platform
  const { limits } = config
  const kinds = shippedEvidenceKinds()
  const report = reportTo(platform, findingSink)
  const compliance = openCompliance({
    ...platform,
    evidence,
    probes,
    frameworks: shippedFrameworks(),
    kinds,
    box: secretBox(...sealingKeys(config.sealingKeys, dataDir.secretKey)),
    sourcesOf: async (tenantId) =>
      (await state.forTenant(tenantId, sourcesInSight)).filter(({ revokedAt }) => revokedAt === null),
    techniqueControls: shippedTechniqueControls(),
    detected: async (tenantId) => {
      const sinceMs = clock.now() - detectedDays * 86_400_000
      const rules = await detectedRules(lake, detection.rules.library(), tenantId, sinceMs)
      return rules.map(({ tags, ...rule }) => ({ ...rule, techniqueIds: techniquesOf(tags) }))
    },
    report: (tenantId, drifts, nowMs) =>
      report(
        tenantId,
        drifts.map((drift) => driftFinding(tenantId, drift, nowMs)),
      ),
  })
  addComplianceRoutes(app, compliance, limits.controlDocumentMaxBytes)
  const hasIncident = (tenantId: TenantId, incidentId: string) =>
    incidents.detail(tenantId, incidentId).then(
      () => true,
      (error) => {
        if (error instanceof CountersignError && error.code === 'NOT_FOUND') return false
        throw error
      },
    )
  addReviewRoutes(app, openReviews({ ...platform, evidence, kinds, hasIncident }))
  const stop = await scheduleAssessments(
    jobs,
    limits.complianceAssessSeconds,
    compliance.assess,
    tenancy.tenantIds,
  )
  close.add(async () => stop())
  return compliance
}
