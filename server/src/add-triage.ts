import { mandateRule } from './identity/mandate/mandate-rules.ts'
import type { Mandates } from './identity/mandate/service.ts'
import type { Incidents } from './incident/service.ts'
import type { Closer } from './platform/closers.ts'
import type { App } from './platform/http/app.ts'
import type { Platform } from './platform/platform.ts'
import type { TenancyService } from './tenancy/service.ts'
import { sourcesInSight } from './tenancy/source-store.ts'
import { scheduleTriage, trainingQueue } from './triage/jobs.ts'
import { addTriageRoutes } from './triage/routes.ts'
import { openTriage, type Triage, type TriageParts } from './triage/service.ts'

export type TriageFeatures = {
  readonly tenancy: TenancyService
  readonly incidents: Incidents
  readonly mandates: Mandates
  readonly riskOf: TriageParts['standing']['riskOf']
}

const approved = { statuses: ['approved'], after: undefined, limit: 50 } as const
const inForce: ReadonlySet<string> = new Set(['in-force', 'review-due', 'expiring'])

/** Part of the composition root: verdicts on incidents, and the right to close that they earn. */
export async function addTriage(
  app: App,
  platform: Platform,
  { tenancy, incidents, mandates, riskOf }: TriageFeatures,
  close: Closer,
): Promise<Triage> {
  const { limits } = platform.config
  const { jobs, state } = platform
  const triage = openTriage({
    ...platform,
    limits,
    incidents,
    sourcesOf: async (tenantId) =>
      (await state.forTenant(tenantId, sourcesInSight)).filter(({ revokedAt }) => revokedAt === null),
    standing: {
      mandatesInForce: async (tenantId, identityKey) => {
        const { items } = await mandates.list(tenantId, { ...approved, identityKey })
        return items.flatMap(({ mandateId, stage }) => (inForce.has(stage) ? [mandateId] : []))
      },
      riskOf,
      outsideRules: new Set([mandateRule('outside').id, mandateRule('ended').id]),
    },
    wakeTraining: async (tenantId) => {
      await jobs.send(tenantId, trainingQueue, {})
    },
  })
  addTriageRoutes(app, triage)
  const { tenantIds } = tenancy
  const everySeconds = limits.triageEverySeconds
  const stop = await scheduleTriage({ ...platform, triage, tenantIds, everySeconds })
  close.add(async () => stop())
  return triage
}
