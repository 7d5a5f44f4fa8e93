import type { Clock } from '../platform/clock.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** Tenants whose last passes failed, and are left alone for a while: twice as long each time, a minute at most. */
export type RestingTenants = {
  readonly isDue: (tenantId: TenantId) => boolean
  /** Seconds until it is due again. */
  readonly failed: (tenantId: TenantId) => number
  readonly worked: (tenantId: TenantId) => void
}

const restMaxSeconds = 60

export function restingTenants(clock: Clock): RestingTenants {
  const resting = new Map<TenantId, { readonly sinceMs: number; readonly seconds: number }>()
  return {
    isDue: (tenantId) => {
      const rest = resting.get(tenantId)
      if (rest === undefined) return true
      const restedMs = clock.now() - rest.sinceMs
      // A clock that was set back must not make it longer.
      return restedMs < 0 || restedMs >= rest.seconds * 1000
    },
    failed: (tenantId) => {
      const seconds = Math.min(restMaxSeconds, 2 * (resting.get(tenantId)?.seconds ?? 0.5))
      resting.set(tenantId, { sinceMs: clock.now(), seconds })
      return seconds
    },
    worked: (tenantId) => resting.delete(tenantId),
  }
}
