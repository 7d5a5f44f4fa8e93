import type { TrainingEvent } from '../sequence/training-data.ts'

export type TenantHistory = { readonly tenantId: string; readonly events: readonly TrainingEvent[] }

/** What one model learns from, and what it then reads without having learned it. */
export type Fold = {
  readonly learn: readonly (readonly TrainingEvent[])[]
  readonly read: readonly (readonly TrainingEvent[])[]
}

const foldsMax = 4
/** One tenant alone is divided into stretches of this length, which go to the two halves by turns. */
const stretchMs = 6 * 3_600_000

/**
 * Divides histories so that every event is read by a model that has not learned from its tenant: only that tells how
 * sure a verdict on a new tenant may be. One tenant alone is divided by time.
 */
export function foldsOf(tenants: readonly TenantHistory[]): readonly Fold[] {
  if (tenants.length === 1) return halves((tenants[0] as TenantHistory).events)
  const count = Math.min(foldsMax, tenants.length)
  return Array.from({ length: count }, (_, fold) => ({
    learn: tenants.filter((_, index) => index % count !== fold).map(({ events }) => events),
    read: tenants.filter((_, index) => index % count === fold).map(({ events }) => events),
  }))
}

function halves(events: readonly TrainingEvent[]): readonly Fold[] {
  const isOdd = ({ timeMs }: TrainingEvent): boolean => Math.floor(timeMs / stretchMs) % 2 === 1
  const odd = events.filter(isOdd)
  const even = events.filter((event) => !isOdd(event))
  if (odd.length === 0 || even.length === 0) return [{ learn: [events], read: [events] }]
  return [
    { learn: [odd], read: [even] },
    { learn: [even], read: [odd] },
  ]
}
