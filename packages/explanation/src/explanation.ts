/** What an explanation is about. */
export type SubjectRef = {
  readonly kind: 'event' | 'detection-finding' | 'incident-finding' | 'decision' | 'action' | 'control-status'
  readonly id: string
}

/** A citation: something the reader can open and check. `locator` is a file and line when there is no store. */
export type EvidenceRef = {
  readonly kind: 'event' | 'finding' | 'rule' | 'policy' | 'coverage' | 'configuration'
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

/** One hop from the human who answers for it to the tool call. */
export type AuthorityHop = {
  readonly role: 'human' | 'creator' | 'trust' | 'session' | 'agent' | 'tool' | 'identity'
  readonly identityKey: string
  readonly relation: string
  readonly certainty: 'proven' | 'inferred' | 'unknown'
  readonly cites: readonly EvidenceRef[]
}

export type AuthorityChain = {
  readonly hops: readonly AuthorityHop[]
  /** Links of the chain that could not be established, each in words. */
  readonly missing: readonly string[]
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
  readonly actions?: readonly ProposedAction[]
  readonly decidedBy: readonly Decider[]
}
