import type { IdentityKey } from '@countersign/ocsf/event'

/**
 * What an accountable person said an identity may do: for which purpose, on what, how much, until when.
 * Patterns of actions, resources and tools may hold `*`, which stands for any text. Times are ISO 8601, UTC.
 */
export type Mandate = {
  readonly id: string
  /** Counts from 1; every change makes a new one. */
  readonly version: number
  readonly identityKey: IdentityKey
  /** The person who answers for it. */
  readonly sponsor: IdentityKey
  readonly purpose: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Tools an AI agent may call. They are actions of their own: `tools/call` on a resource of type `tool`. */
  readonly tools: readonly string[]
  /** People on whose behalf it may act; empty: anybody, or on its own. */
  readonly onBehalfOf: readonly string[]
  readonly budget?: Budget
  readonly stepUp?: StepUp
  /** Above this level of risk nothing is allowed. */
  readonly riskMax?: RiskLevel
  readonly validFrom: string
  readonly expiresAt: string
}

/** Money in the currency's minor unit (cents), so that sums are whole numbers. `currency` is ISO 4217. */
export type Budget = {
  readonly amountMinor: number
  readonly currency: string
  /** Of the calendar, in UTC. */
  readonly period: 'hour' | 'day' | 'month'
  /** What was agreed on for models, by pattern of their name; the first that matches counts. */
  readonly prices?: readonly ModelPrice[]
  /** Held for each decision until what it used is metered; default 1. */
  readonly perDecisionMinor?: number
}

/** In the budget's minor unit, for a million tokens. */
export type ModelPrice = {
  readonly model: string
  readonly inputPerMillionMinor: number
  readonly outputPerMillionMinor: number
}

/** Actions that need somebody to say yes at that moment. */
export type StepUp = {
  readonly actions: readonly string[]
}

/** Source: OpenID CAEP 1.0, risk-level-change. */
export type RiskLevel = 'LOW' | 'MEDIUM' | 'HIGH'

/** Spent so far in the budget's period, in its minor unit; what is not metered is unknown, never zero. */
export type MandateState = {
  readonly spentMinor?: number
  /** Why it is not known, in words. */
  readonly spendUnknown?: string
  readonly risk?: RiskLevel
  /** Somebody said yes to this request under this mandate. */
  readonly approved?: boolean
}
