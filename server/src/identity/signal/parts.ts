import type { SecretBox } from '../../platform/auth/secret-box.ts'
import type { OutsideParts } from '../../platform/egress/ask-outside.ts'
import type { Limits } from '../../platform/limits.ts'
import type { Platform } from '../../platform/platform.ts'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'

/** An OCSF event of a signal on its way into the lake. */
export type SignalEventBatch = {
  readonly sourceId: string
  readonly sourceName: string
  /** The same for the same SET, whenever it is written again. */
  readonly batchKey: string
  /** OCSF events as JSON, one a line. */
  readonly lines: string
}

/** What signals stand on. */
export type SignalParts = Pick<Platform, 'state' | 'clock' | 'jobs' | 'log'> & {
  readonly limits: Limits
  readonly box: SecretBox
  /** `https://host`, without a slash at its end. */
  readonly baseUrl: () => string
  readonly tenantIds: () => Promise<readonly TenantId[]>
  readonly outside: OutsideParts
  /** Resolves when the lake holds it durably. */
  readonly storeEvents: (tenantId: TenantId, batch: SignalEventBatch) => Promise<void>
}

export function rightNow({ clock }: Pick<SignalParts, 'clock'>): Date {
  return new Date(clock.now())
}

export function nowSeconds({ clock }: Pick<SignalParts, 'clock'>): number {
  return Math.floor(clock.now() / 1000)
}

/** `iss` of a tenant, as a transmitter: SSF 1.0 section 7.1. */
export function issuerOf({ baseUrl }: Pick<SignalParts, 'baseUrl'>, tenantId: TenantId): string {
  return `${baseUrl()}/ssf/${tenantId}`
}
