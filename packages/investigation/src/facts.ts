import type { EvidenceRef } from '@countersign/explanation/explanation'

/** Times are milliseconds since the epoch. `cites` is the evidence that the asker found: a claim cites nothing else. */

/** An incident as it is asked about. Lists are bounded by whoever makes it. */
export type Subject = {
  readonly tenantId: string
  readonly region: string
  readonly incidentId: string
  readonly firstMs: number
  readonly lastMs: number
  /** Identities that acted, the main one first, without those that everybody shares. */
  readonly actors: readonly string[]
  readonly sessions: readonly string[]
  readonly addresses: readonly string[]
  /** Oldest first. */
  readonly events: readonly SubjectEvent[]
}

export type SubjectEvent = {
  readonly eventId: string
  readonly timeMs: number
  readonly action: string
  readonly outcome: 'success' | 'failure' | 'unknown'
  readonly identityKey?: string
  readonly host?: string
  readonly sourceIp?: string
  readonly resource?: string
}

/** An answer, or why there is none: `reason` completes the sentence `It is not known …: reason`. */
export type Answer<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: string }

export type Facts = {
  readonly who: Answer<readonly ActorFacts[]>
  readonly 'first-time': Answer<PrecedentFacts>
  readonly doings: Answer<readonly DoingFacts[]>
  readonly company: Answer<CompanyFacts>
  readonly changes: Answer<ChangeFacts>
  readonly reach: Answer<readonly ReachFacts[]>
  readonly sight: Answer<SightFacts>
}

export type Accountable = { readonly key: string; readonly confidence: string }

export type ActorFacts = {
  readonly identityKey: string
  readonly record?: {
    readonly kind: string
    readonly stage: string
    readonly owner?: Accountable
    readonly sponsor?: Accountable
    readonly purpose?: string
    readonly createdBy?: string
    readonly firstUsedMs?: number
  }
  /** Those in force when the incident began. */
  readonly mandates: readonly {
    readonly purpose: string
    readonly sponsor?: string
    readonly expiresMs: number
    readonly cites: readonly EvidenceRef[]
  }[]
  readonly cites: readonly EvidenceRef[]
}

/** Times that something was done before the incident, by the identity itself and by all others. */
export type Precedent = {
  readonly identityKey: string
  /** An action, or an address it came from. */
  readonly of: 'action' | 'address'
  readonly value: string
  readonly own: number
  readonly ownLastMs?: number
  readonly others: number
  readonly otherIdentities: number
  readonly cites: readonly EvidenceRef[]
}

/** What the logs behind a look back hold. */
export type Reach = {
  readonly format: string
  readonly earliestMs: number
  /** Days of the look back on which there is a record, and all days from the earliest to the incident. */
  readonly daysWithRecords: number
  readonly days: number
  readonly cites: readonly EvidenceRef[]
}

export type PrecedentFacts = { readonly precedents: readonly Precedent[]; readonly logs: readonly Reach[] }

export type Deeds = {
  readonly action: string
  readonly count: number
  readonly failures: number
  readonly cites: readonly EvidenceRef[]
}

export type DoingFacts = {
  readonly identityKey: string
  readonly fromMs: number
  readonly toMs: number
  readonly events: number
  readonly kinds: number
  /** The most frequent. */
  readonly deeds: readonly Deeds[]
  readonly cites: readonly EvidenceRef[]
}

export type Companion = {
  readonly identityKey: string
  readonly events: number
  readonly cites: readonly EvidenceRef[]
}

export type CompanyFacts = {
  readonly fromMs: number
  readonly toMs: number
  readonly shared: readonly {
    readonly by: 'session' | 'address' | 'action'
    readonly value: string
    /** The busiest of them, and how many there are. */
    readonly companions: readonly Companion[]
    readonly total: number
  }[]
  readonly cites: readonly EvidenceRef[]
}

export type Change = {
  readonly timeMs: number
  readonly by: string
  readonly action: string
  readonly outcome: SubjectEvent['outcome']
  readonly resource?: string
  readonly cites: readonly EvidenceRef[]
}

export type ChangeFacts = {
  readonly fromMs: number
  readonly toMs: number
  /** Of accounts, rights and groups, by or on the actors; oldest first. */
  readonly changes: readonly Change[]
  readonly moreChanges: number
  /** Calls that made an actor, or handed out a session or key of the incident. */
  readonly credentials: readonly Change[]
  readonly signIns: readonly {
    readonly identityKey: string
    readonly succeeded: number
    readonly failed: number
    readonly addresses: readonly string[]
    readonly cites: readonly EvidenceRef[]
  }[]
  readonly configurations: readonly {
    readonly configurationId: string
    readonly version: number
    readonly validFromMs: number
    readonly pushedBy: string
    readonly cites: readonly EvidenceRef[]
  }[]
  readonly cites: readonly EvidenceRef[]
}

export type ReachFacts = {
  readonly identityKey: string
  readonly answer: Answer<{
    readonly resources: number
    readonly bySensitivity: readonly { readonly sensitivity: string; readonly count: number }[]
    readonly top: readonly {
      readonly resource: string
      readonly because: string
      readonly sensitivity: string
    }[]
    readonly cut?: string
  }>
  readonly cites: readonly EvidenceRef[]
}

export type SightFacts = {
  readonly fromMs: number
  readonly toMs: number
  readonly sources: readonly {
    readonly name: string
    readonly hours: number
    readonly hoursWithEvents: number
    readonly longestSilence: { readonly fromMs: number; readonly toMs: number }
    /** In the days before; absent when the source delivered nothing then. */
    readonly usualSilenceMs?: number
    readonly cites: readonly EvidenceRef[]
  }[]
  readonly unreadLines: number
}
