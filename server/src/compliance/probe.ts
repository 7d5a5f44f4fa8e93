import type { TenantId } from '../platform/tenancy/tenant-id.ts'

/** What a probe saw on one subject. */
export type Observation = {
  /** `source:3f…`, or `tenant` for the whole tenant. */
  readonly subject: string
  /** What `liveWhen` of the kind asks for holds. */
  readonly satisfied: boolean
  /** One sentence with its figures. */
  readonly statement: string
  /** What the sentence rests on: JSON, small, without content of records. */
  readonly figures: unknown
}

/**
 * Looks at what the platform did, for one kind of evidence (packages/oscal/frameworks/evidence). It says what it saw, also when
 * that is nothing; a probe that throws has seen nothing, and its controls lapse.
 */
export type Probe = {
  readonly kindId: string
  /** The time to look at ends at `nowMs` and is as long as the kind's cadence. */
  readonly observe: (tenantId: TenantId, window: ProbeWindow) => Promise<readonly Observation[]>
}

export type ProbeWindow = { readonly fromMs: number; readonly nowMs: number }
