import type { DelegationHop, IdentityKey } from '@countersign/ocsf/event'
import type { MatchedField, RuleHeader } from '@countersign/sigma/match'

/** Where an event can be read again: its id in the lake, and the file and line when it came from a file. */
export type EventRef = {
  readonly eventId: string
  readonly locator?: { readonly file: string; readonly line: number }
}

/** The few things correlation and the explanation need to know of an event. Times in milliseconds since the epoch. */
export type EventFacts = {
  readonly ref: EventRef
  readonly timeMs: number
  readonly format: string
  readonly classUid: number
  readonly activityName: string
  readonly action: string
  readonly outcome: 'success' | 'failure' | 'unknown'
  readonly identityKey: IdentityKey | undefined
  readonly chain: readonly DelegationHop[]
  readonly sessionKey: string | undefined
  readonly host: string | undefined
  readonly sourceIp: string | undefined
  readonly resource: string | undefined
  /** The session or key that this call handed out (`AssumeRole`, `CreateAccessKey`, …), when the record shows it. */
  readonly issuedSessionKey?: string
  /** Who obtained the session that acted, nearest first, where the issuing calls were found (`traced`). */
  readonly obtainedBy?: readonly IdentityKey[]
  /** The client as it described itself: set by the caller, so never proof of anything. */
  readonly userAgent?: string
}

/**
 * A Detection Finding before it takes its OCSF form: one rule, and the events it matched.
 * `findingId` is deterministic: the same tenant, rule and events always give the same id (see `findingId`).
 */
export type DetectionFinding = {
  readonly tenantId: string
  readonly findingId: string
  readonly rule: RuleHeader
  readonly matched: readonly MatchedField[]
  /** One event for a rule; the contributing events, oldest first, for a correlation. */
  readonly events: readonly EventFacts[]
  readonly firstMs: number
  readonly lastMs: number
}
