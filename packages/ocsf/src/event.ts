import type { JsonObject } from './record.ts'
import type { SourceFormat } from './source-format.ts'

/** OCSF version that every normaliser here writes to `metadata.version`. */
export const ocsfVersion = '1.9.0-dev'

/**
 * An OCSF event: the attributes every class shares (base_event), and the class's own beside them.
 * `time` is milliseconds since the epoch (UTC), as OCSF `timestamp_t`.
 * Source: OCSF schema 1.9.0-dev, events/base_event.json.
 */
export interface OcsfEvent {
  readonly class_uid: number
  readonly class_name: string
  readonly category_uid: number
  readonly category_name: string
  readonly activity_id: number
  readonly activity_name: string
  readonly type_uid: number
  readonly type_name: string
  readonly severity_id: number
  readonly severity: string
  readonly time: number
  readonly message?: string
  readonly status_id?: number
  readonly status?: string
  readonly metadata: OcsfMetadata
  /** Source fields with no OCSF home, kept under their own names (OCSF `unmapped`). */
  readonly unmapped?: JsonObject
  readonly [attribute: string]: unknown
}

export interface OcsfMetadata {
  readonly version: string
  readonly product: { readonly name: string; readonly vendor_name: string; readonly [k: string]: unknown }
  /** The source's own event id, when it has one. */
  readonly uid?: string
  readonly log_name?: string
  readonly log_provider?: string
  readonly event_code?: string
  readonly profiles?: readonly string[]
  readonly [attribute: string]: unknown
}

/**
 * Who acted, as one stable key per identity, and through whom.
 * Keys: `aws:<account>:user/<name>`, `aws:<account>:assumed-role/<role>`, `aws:<account>:root`, `aws:service/<host>`,
 * `k8s:<cluster>:<namespace>/<serviceaccount>`, `k8s:<cluster>:user/<name>`, `github:<org>/<actor>`,
 * `github:<org>/<repo>/<workflow>`, `okta:<org>:<login>`, `entra:<tenant>:user/<upn>`, `entra:<tenant>:app/<appid>`,
 * `windows:<DOMAIN>\<user>`, `kerberos:<realm>/<name>`, `x509:<subject>`, `user:<name>` (a name without a domain),
 * `agent:<name>`, `spiffe://…`. Lower-cased where the source ignores case.
 */
export type IdentityKey = string

/** One hop of delegation that the record itself states, nearest to the action first. */
export interface DelegationHop {
  readonly identityKey: IdentityKey
  /** How this hop hands on authority: `assumed-role`, `impersonation`, `on-behalf-of`, `oidc-federation`, `invoked-by`, … */
  readonly relation: string
}

/** The reading of one record: the OCSF event and what the rest of the platform keys on. */
export interface NormalisedEvent {
  readonly format: SourceFormat
  readonly event: OcsfEvent
  /** The acting identity, or undefined when the record names none. */
  readonly identityKey: IdentityKey | undefined
  /** Who stands behind the actor, as far as the record tells; empty when it tells nothing. */
  readonly chain: readonly DelegationHop[]
  /** Session or credential that ties actions together: an access key id, a logon GUID, a session id. */
  readonly sessionKey: string | undefined
  /** The host (device) the event happened on or was reported by, lower-cased. */
  readonly host: string | undefined
  /** Source address of the request or connection. */
  readonly sourceIp: string | undefined
  /** Destination address, for network events. */
  readonly destinationIp: string | undefined
  /** The operation in the source's own words: `AssumeRole`, `4688`, `pods/exec create`, `http`. */
  readonly action: string
  /** The main thing acted on: an ARN, `namespace/pod`, a path, a domain name. */
  readonly resource: string | undefined
}

/** Why a record could not become an event. Nothing is dropped: the line is kept with this reason. */
export type RejectedReason =
  | 'not-json'
  | 'not-an-object'
  | 'too-deep'
  | 'too-long'
  | 'invalid-utf8'
  | 'empty'
  | 'no-time'
  | 'wrong-shape'

export type NormaliseResult =
  | { readonly kind: 'event'; readonly normalised: NormalisedEvent }
  | { readonly kind: 'rejected'; readonly reason: RejectedReason; readonly detail: string }
