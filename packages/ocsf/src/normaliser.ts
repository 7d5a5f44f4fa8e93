import type { NormaliseResult } from './event.ts'
import type { SourceRecord } from './record.ts'
import type { SourceFormat } from './source-format.ts'

/** What the record cannot know about itself. Times are milliseconds since the epoch. */
export type NormaliseContext = {
  /** Stands in for the event time when the record has none, and says so in `unmapped`. */
  readonly receivedAtMs: number
}

/** One source format: how to know it and how to read it. Pure: the same record gives the same event. */
export type Normaliser = {
  readonly format: SourceFormat
  /**
   * Says why this record is of this format (`"eventSource and userIdentity are present"`), or undefined.
   * Must be cheap (a few property reads) and never claim a record that belongs to another format.
   */
  readonly recognise: (record: SourceRecord) => string | undefined
  readonly normalise: (record: SourceRecord, context: NormaliseContext) => NormaliseResult
}

/** A text format read line by line: turns a line into named fields, or undefined when it is not of this shape. */
export type LineParser = {
  readonly format: SourceFormat
  /** A new parser per stream: Zeek TSV keeps its `#fields` header as state. */
  readonly open: () => (line: string) => LineReading
}

export type LineReading =
  | { readonly kind: 'record'; readonly record: SourceRecord }
  /** A header or comment line: it carries no event. */
  | { readonly kind: 'skip' }
  /** Of this format, but not readable: cut off, or its header has not been seen. `detail` says which, and what to do. */
  | { readonly kind: 'broken'; readonly detail: string }
  | { readonly kind: 'no' }
