/** A row of the lake's `findings` as correlations read it: one rule that matched one event. */
export type CorrelationRow = {
  readonly tenantId: string
  readonly ruleId: string
  readonly timeMs: number
  readonly eventIds: readonly string[]
  /** Values under the field names that `correlationCaptures` asked for. */
  readonly captured: Readonly<Record<string, string>>
}

/**
 * A correlation that held: one per tenant, group and burst. A burst is a run of instants at which the condition held,
 * none further than one timespan from the one before. Times in milliseconds since the epoch.
 */
export type CorrelationBurst = {
  readonly tenantId: string
  /** Values of the `group-by` fields in their order, ASCII letters in lower case. */
  readonly group: readonly string[]
  /** First and last instant of the burst: when the condition began to hold, and when it last did. */
  readonly matchedAtMs: number
  readonly lastMatchedAtMs: number
  /** Times of the oldest and the newest contributing event. */
  readonly firstMs: number
  readonly lastMs: number
  readonly eventCount: number
  /** Contributing events, oldest first, at most `contributingEventsMax`. */
  readonly eventIds: readonly string[]
}

/** ASCII only, as SQL `lower`: whoever picks the case of a name must not be able to slip out of a group. */
export function foldCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
}
