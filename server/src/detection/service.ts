import type { FindingSink } from '../intake/service.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { traced } from '../platform/trace/traced.ts'
import { type BackTests, openBackTests } from './back-test.ts'
import { correlateTenant } from './correlate.ts'
import { dueTenants } from './due-tenants.ts'
import { judgedNews } from './judged-news.ts'
import { correlationsFor } from './rule-library.ts'
import { openRules, type RuleParts, type Rules } from './rule-service.ts'

export type { Refusal } from './catalogue.ts'
export {
  type InstallOptions,
  type InstallReport,
  openRules,
  type RuleParts,
  type Rules,
} from './rule-service.ts'

/** Rules for the fast lane, and correlations on the slow lane. */
export interface Detection {
  readonly rules: Rules
  /** One pass over one tenant; how many findings are new or have grown. Errors: LAKE_DOWN, STATE_DOWN. */
  readonly correlate: (tenantId: TenantId) => Promise<number>
  /** Those of the tenants that a pass may find something new for. Errors: LAKE_DOWN, STATE_DOWN. */
  readonly dueTenants: (tenantIds: readonly TenantId[]) => Promise<readonly TenantId[]>
  readonly backTests: BackTests
  readonly close: () => Promise<void>
}

export type DetectionParts = RuleParts &
  Pick<Platform, 'lake' | 'jobs'> & {
    readonly findingSink: FindingSink
  }

export async function openDetection(parts: DetectionParts): Promise<Detection> {
  const rules = await openRules(parts)
  const correlations = (tenantId: TenantId) => correlationsFor(rules.library(), tenantId)
  const judged = judgedNews()
  const backTests = await openBackTests({ ...parts, rules })
  return {
    rules,
    backTests,
    dueTenants: (tenantIds) => dueTenants({ ...parts, correlations }, tenantIds),
    correlate: (tenantId) =>
      traced('detection.correlate', { correlations: correlations(tenantId).length }, () =>
        correlateTenant({ ...parts, correlations, judged }, tenantId),
      ),
    close: rules.close,
  }
}
