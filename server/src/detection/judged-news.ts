import type { PlannedCorrelation } from '@countersign/sigma/correlation/plan-correlations'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { NewsHour } from './judged-pieces.ts'

/** `content` differs when the rows of the hour do. */
export type RecentHour = NewsHour & { readonly content: string }

/**
 * What the last pass of this process judged. Rows that arrive are read again for a while (`arrivalOverlapSeconds`); an
 * hour that holds the same rows as then, under the same correlations, is not judged again.
 */
export type JudgedNews = {
  readonly unjudged: (
    tenantId: TenantId,
    planned: readonly PlannedCorrelation[],
    recent: readonly RecentHour[],
  ) => readonly RecentHour[]
  /** After a pass that went through: takes the place of what was remembered of the tenant. */
  readonly remember: (
    tenantId: TenantId,
    planned: readonly PlannedCorrelation[],
    recent: readonly RecentHour[],
  ) => void
}

type Remembered = {
  readonly planned: readonly PlannedCorrelation[]
  readonly contents: ReadonlyMap<string, string>
}

export function judgedNews(): JudgedNews {
  const tenants = new Map<TenantId, Remembered>()
  return {
    unjudged: (tenantId, planned, recent) => {
      const last = tenants.get(tenantId)
      if (last?.planned !== planned) return recent
      return recent.filter((hour) => last.contents.get(keyOf(hour)) !== hour.content)
    },
    remember: (tenantId, planned, recent) => {
      const contents = new Map(recent.map((hour) => [keyOf(hour), hour.content]))
      if (contents.size === 0) tenants.delete(tenantId)
      else tenants.set(tenantId, { planned, contents })
    },
  }
}

function keyOf({ ruleId, hourMs }: NewsHour): string {
  return `${hourMs} ${ruleId}`
}
