import type { EvidenceRef } from '@countersign/explanation/explanation'
import type { Subject } from '@countersign/investigation/facts'
import type { LakeParams, TenantLake } from '../../platform/lake/lake.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

/** One incident that is asked about, and the lake of its tenant and of no other. */
export type Asking = { readonly tenantId: TenantId; readonly lake: TenantLake; readonly subject: Subject }

/** Milliseconds since the epoch; `toMs` is not part of it. */
export type Span = { readonly fromMs: number; readonly toMs: number }

export const inSpan =
  'time >= fromUnixTimestamp64Milli({from_ms:Int64}) AND time < fromUnixTimestamp64Milli({to_ms:Int64})'

export const spanParams = ({ fromMs, toMs }: Span): LakeParams => ({ from_ms: fromMs, to_ms: toMs })

/** The span that was looked through: what an answer that found nothing rests on. */
export function spanCite({ fromMs, toMs }: Span): EvidenceRef {
  return { kind: 'coverage', id: `events ${new Date(fromMs).toISOString()}/${new Date(toMs).toISOString()}` }
}

export const coverageCite = (id: string): EvidenceRef => ({ kind: 'coverage', id })

/** Ids as a query gives them; one that is empty was not found. */
export function eventCites(...ids: readonly string[]): readonly EvidenceRef[] {
  return [...new Set(ids)].filter((id) => id !== '').map((id) => ({ kind: 'event', id }))
}

/** Bound values of one question; what is beyond is not asked about. */
export const valuesMax = 50

export function ownEventIds({ events }: Subject): readonly string[] {
  return events.map(({ eventId }) => eventId)
}
