import type { EventFacts } from './finding.ts'

/** What the caller looked up for the explanation. Whatever is absent is said to be missing, never guessed. */
export type ExplainContext = {
  readonly region: string
  /** The calls that handed out the sessions seen, by session key (`EventFacts.issuedSessionKey`), where found. */
  readonly issuers?: ReadonlyMap<string, EventFacts>
  /** The logs that were searched; without it nothing is said about their reach. */
  readonly coverage?: Coverage
}

export type Coverage = {
  /** Earliest and latest event held, milliseconds since the epoch; absent when nobody looked. */
  readonly firstMs?: number
  readonly lastMs?: number
  /** Lines in the window that could not be read, and so were not judged; absent when nobody counted. */
  readonly unparsedLines?: number
}
