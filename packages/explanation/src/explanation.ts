/** What an explanation is about. */
export type SubjectRef = {
  readonly kind: 'event' | 'detection-finding' | 'incident-finding' | 'decision' | 'action' | 'control-status'
  readonly id: string
}

/** A citation: something the reader can open and check. `locator` is a file and line when there is no store. */
export type EvidenceRef = {
  readonly kind:
    | 'event'
    | 'finding'
    | 'rule'
    | 'policy'
    | 'coverage'
    | 'configuration'
    | 'identity'
    | 'mandate'
  readonly id: string
  readonly locator?: { readonly file: string; readonly line: number }
}

/** One checkable sentence. `missing` claims name the input that was not there. */
export type Claim = {
  readonly text: string
  readonly kind: 'for' | 'against' | 'missing'
  readonly certainty: 'proven' | 'inferred' | 'unknown'
  readonly cites: readonly EvidenceRef[]
}

/**
 * One hop from the human who answers for it to the tool call. `actor` is an identity key, `unknown`, or `autonomous` where
 * the records say that nobody asked: a timer, a controller, a provider's own service.
 */
export type AuthorityHop = {
  readonly role: 'human' | 'creator' | 'trust' | 'session' | 'agent' | 'tool' | 'identity'
  readonly actor: string
  /** How this hop hands authority on, in words: `obtained the session with AssumeRole`. */
  readonly via: string
  /** Id of the event that shows it, when one does, and when that was (ISO 8601, UTC). */
  readonly event?: string
  readonly time?: string
  readonly certainty: 'proven' | 'inferred' | 'unknown'
  readonly cites: readonly EvidenceRef[]
}

/** A statement of a policy that took part in a decision. `index` counts from 0 within its policy. */
export type PolicyStatementRef = {
  readonly policyType: PolicyType
  readonly policyId: string
  /** SHA-256 of the policy's canonical form, in hex: which version of its text it was. */
  readonly version: string
  readonly statementId?: string
  readonly index: number
  readonly effect: 'allow' | 'deny'
  readonly text: string
}

export type PolicyType =
  | 'identity'
  | 'resource'
  | 'trust'
  | 'boundary'
  | 'session'
  | 'scp'
  | 'rcp'
  | 'endpoint'
  | 'rbac'
  | 'scope'
  | 'mandate'
  | 'access-policy'

/** A condition of a statement, with the value that the request resolved it to; no value means it was not known. */
export type ResolvedCondition = {
  readonly operator: string
  readonly key: string
  readonly wanted: readonly string[]
  readonly value?: readonly string[]
  readonly holds: 'yes' | 'no' | 'unknown'
}

/**
 * Why an action could, or could not, be done. `undetermined` names in `missing` what was not there to decide on;
 * the other two name there what they take for granted.
 * `made` tells a decision stored when it was made from one worked out later from a snapshot of policy.
 */
export type AuthorityDecision = {
  readonly result: 'allowed' | 'denied' | 'undetermined'
  /** For `denied`: a statement forbids it, or none allows it. */
  readonly denial?: 'explicit' | 'implicit'
  /** Why, where no statement says it: the root user needs no policy; the boundary does not allow it. */
  readonly because?: string
  readonly deciding: readonly PolicyStatementRef[]
  /** Kinds of policy that were there, and did not stand in the way. */
  readonly notBlockedBy: readonly { readonly policyType: PolicyType; readonly policyId: string }[]
  readonly conditions: readonly ResolvedCondition[]
  readonly missing: readonly string[]
  /** What the provider answered, as its own record says. */
  readonly observed?: 'allowed' | 'denied'
  /** The provider's own words for a denial, as far as it gives them, and which kind of policy it names. */
  readonly observedDenial?: {
    readonly text: string
    readonly denial?: 'explicit' | 'implicit'
    readonly policyType?: PolicyType
  }
  /** Said where policy as held gives another answer than the provider gave. */
  readonly disagreement?: string
  readonly made: 'at-the-time' | 'reconstructed'
  readonly evaluator: { readonly name: string; readonly version: string }
  /** The policy it was decided on: when it was taken (ISO 8601, UTC) and the SHA-256 of its canonical form. */
  readonly snapshot?: { readonly takenAt: string; readonly hash: string }
}

/** One thing that may be, or was, done. `resource` may hold the wildcards of its policy language. */
export type Grant = {
  readonly action: string
  readonly resource: string
  /** Times seen, and when last (ISO 8601, UTC), for what was used. */
  readonly count?: number
  readonly lastAt?: string
  /** Attached conditions narrow it. */
  readonly conditional?: boolean
  /** What a deny takes out of it, as patterns. */
  readonly except?: readonly { readonly action: string; readonly resource: string }[]
}

/** `known: false` says why nothing can be told of this set: no policy, no mandate, no logs. */
export type AuthoritySet =
  | { readonly known: true; readonly grants: readonly Grant[]; readonly more?: number }
  | { readonly known: false; readonly reason: string }

/** What logs there were to see use in; `gaps` names what would not have been seen. */
export type UseCoverage = {
  readonly from: string
  readonly to: string
  readonly sources: readonly string[]
  readonly gaps: readonly string[]
}

/** What an accountable person said it may do, what policy lets it do, and what it was seen to do. */
export type AuthoritySets = {
  readonly mandated: AuthoritySet
  readonly granted: AuthoritySet
  readonly used: AuthoritySet
  /** Granted and not mandated. */
  readonly excess: AuthoritySet
  /** Granted and not seen used: said only where coverage would have shown the use. */
  readonly unused: AuthoritySet
  readonly usedNotMandated: AuthoritySet
  readonly coverage?: UseCoverage
}

export type AuthorityChain = {
  /** Farthest from the action first. */
  readonly chain: readonly AuthorityHop[]
  /** Links of the chain that could not be established, each in words. */
  readonly missing: readonly string[]
  readonly decision?: AuthorityDecision
  readonly sets?: AuthoritySets
}

/** Money, with how it was computed. `currency` is ISO 4217; amounts in that currency's major unit. */
export type CostStatement = {
  readonly currency: string
  readonly amount: number
  readonly low: number
  readonly high: number
  readonly method: string
}

export type IntentVerdict = {
  readonly verdict: 'malicious' | 'benign' | 'abstain'
  readonly probability?: number
  readonly drivers: readonly EvidenceRef[]
  readonly reason: string
}

export type ProposedAction = {
  readonly title: string
  readonly command?: string
  readonly effect: string
  readonly breaks: string
  readonly reversal: string
  /** What it takes away, for the steps of a plan of revocation: they are carried out in this order. */
  readonly revokes?: 'session' | 'token' | 'trust' | 'credential' | 'policy'
  /** What tells others of it: an event of OpenID CAEP 1.0, and the identity or credential it is about. */
  readonly standardEvent?: { readonly type: CaepEventType; readonly subject: string }
}

export type CaepEventType =
  | 'https://schemas.openid.net/secevent/caep/event-type/session-revoked'
  | 'https://schemas.openid.net/secevent/caep/event-type/credential-change'

/** One moment of a story. `phase` is relative to what was reported. */
export type TimelineMoment = {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly phase: 'before' | 'during' | 'after'
  readonly text: string
  readonly cites: readonly EvidenceRef[]
}

/** Who or what decided, in a form that lets it be replayed. */
export type Decider = {
  readonly kind: 'rule' | 'model' | 'policy' | 'person'
  readonly name: string
  readonly version: string
  readonly contentHash: string
}

/**
 * The one answer the platform gives, for an event, a finding, an incident, a decision, an action or a control status.
 * Every claim cites evidence; what is not known is said. `id` is derived from the content (see `explanationId`).
 */
export type Explanation = {
  readonly id: string
  readonly tenantId: string
  readonly region: string
  readonly subject: SubjectRef
  /** One sentence a customer understands. */
  readonly statement: string
  readonly claims: readonly Claim[]
  readonly authority?: AuthorityChain
  readonly intent?: IntentVerdict
  readonly cost?: CostStatement
  /** Oldest first. */
  readonly timeline?: readonly TimelineMoment[]
  readonly actions?: readonly ProposedAction[]
  readonly decidedBy: readonly Decider[]
}
