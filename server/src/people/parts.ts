import type { SecretBox } from '../platform/auth/secret-box.ts'
import type { Limits } from '../platform/limits.ts'
import type { Platform } from '../platform/platform.ts'
import type { StateTransaction } from '../platform/state/state.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { TenancyService } from '../tenancy/service.ts'

/** What the parts of this feature stand on. */
export type PeopleParts = Pick<Platform, 'state' | 'clock' | 'log' | 'egress'> & {
  readonly limits: Limits
  readonly box: SecretBox
  readonly tenancy: Pick<TenancyService, 'tenantIds' | 'groups'>
  readonly sessionsEnded: TellSessionsEnded
}

/** Told in the transaction that ends every session of somebody of a tenant; wired by main.ts. */
export type TellSessionsEnded = (
  tx: StateTransaction,
  tenantId: TenantId,
  person: { readonly email: string | null },
  why: string,
) => Promise<void>

/** Sends somebody their link; resolves to why it could not be sent. Wired by main.ts when there is a mail server. */
export type MailInvitation = (invitation: {
  readonly name: string
  readonly email: string
  /** Null: the operator's people. */
  readonly tenantId: TenantId | null
  readonly by: string
  /** Their ways to sign in were taken away. */
  readonly isAgain: boolean
  readonly link: string
  readonly expiresAt: Date
}) => Promise<string | undefined>

/** Where a sign-in comes from, for the list of sessions: data from outside, cut to size. */
export type Client = { readonly userAgent: string; readonly address: string }

export function secondsLater({ clock }: Pick<PeopleParts, 'clock'>, seconds: number): Date {
  return new Date(clock.now() + seconds * 1000)
}

/** From now until a sign-in has to have taken its next step. */
export function stepTime(parts: Pick<PeopleParts, 'clock' | 'limits'>): {
  readonly now: Date
  readonly expiresAt: Date
} {
  return { now: rightNow(parts), expiresAt: secondsLater(parts, parts.limits.signInStepSeconds) }
}

export function rightNow({ clock }: Pick<PeopleParts, 'clock'>): Date {
  return new Date(clock.now())
}
