import type { AuthoritySets, EvidenceRef } from '@countersign/explanation/explanation'
import type { IdentityKey } from '@countersign/ocsf/event'
import type { AgentMisuse } from '../agents/agent-misuse.ts'
import type { KnownIdentity } from '../inventory/known-identity.ts'
import type { LifeStage } from '../inventory/life-stage.ts'
import type { Mandate } from '../mandate/mandate.ts'
import type { TrustFacts } from './trust-facts.ts'

/** What is known, or why it is not: an empty list is an answer, a missing one is none. */
export type Held<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: string }

export const held = <T>(value: T): Held<T> => ({ known: true, value })
export const notHeld = (reason: string): Held<never> => ({ known: false, reason })

export type CheckedIdentity = KnownIdentity & {
  readonly stage: LifeStage
  /** ISO 8601, UTC: what telemetry knows. */
  readonly firstUsedAt?: string
}

/** Whether somebody who answers for identities is still there, and what shows it. */
export type Standing = {
  readonly standing: 'present' | 'left' | 'unknown'
  readonly evidence: string
  readonly cites: readonly EvidenceRef[]
}

export type HeldMandate = {
  readonly mandate: Mandate
  /** Milliseconds since the epoch; undefined while it is in force. */
  readonly endedMs: number | undefined
}

/** A person who was seen using an identity, and how. */
export type HumanUse = {
  readonly person: IdentityKey
  readonly way: 'signed in with its password' | 'impersonated it' | 'took its session'
  readonly eventIds: readonly string[]
}

/** What logs show of an identity within a window. Times in milliseconds since the epoch. */
export type ObservedUse = {
  readonly fromMs: number
  readonly toMs: number
  readonly lastMs: number | undefined
  readonly lastEventId: string | undefined
  readonly humans: readonly HumanUse[]
  /** Workloads that took a session of it, each with an event. */
  readonly takers: readonly { readonly key: IdentityKey; readonly eventId: string }[]
}

/** A detection finding about the identity, which is not one of a check. */
export type FindingFact = {
  readonly findingId: string
  readonly title: string
  readonly tags: readonly string[]
}

export type AgentFacts = {
  readonly misuses: readonly AgentMisuse[]
  /** What could not be judged of this agent, in words. */
  readonly notJudged: readonly string[]
  readonly steps: number
}

/** Everything that checks of one identity are decided on. Data in, nothing read. */
export type CheckSubject = {
  readonly nowMs: number
  readonly identity: CheckedIdentity
  /** Since when it is known here as retired; milliseconds since the epoch. */
  readonly retiredSinceMs?: number
  readonly standingOf: (key: IdentityKey) => Standing
  readonly mandates: readonly HeldMandate[]
  readonly trust: Held<TrustFacts>
  readonly sets: Held<AuthoritySets>
  readonly use: Held<ObservedUse>
  readonly findings: Held<readonly FindingFact[]>
  readonly agent: Held<AgentFacts>
}

/** The sources that name the identity, as citations. */
export function sourcesOf({ identity }: CheckSubject): readonly EvidenceRef[] {
  return identity.sources.map(({ source, locator }) => ({
    kind: 'configuration',
    id: locator === undefined ? source : `${source}: ${locator}`,
  }))
}

export const eventRefs = (eventIds: readonly string[]): readonly EvidenceRef[] =>
  eventIds.map((id) => ({ kind: 'event', id }))

export const dayMs = 86_400_000
export const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
