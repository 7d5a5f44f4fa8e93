import type { NormalisedEvent } from './event.ts'
import { normalise } from './normalise.ts'
import { createRecordReader, type ReaderLimits, type RecordReading } from './reader.ts'
import type { JsonObject } from './record.ts'
import { type SourceFormat, sourceFormats } from './source-format.ts'

/** A record as it was kept, and when it arrived: what a time without a year or zone is read against. */
export type StoredRecord = { readonly format: string; readonly text: string; readonly receivedAtMs: number }

export type StoredReading =
  | {
      readonly kind: 'event'
      readonly normalised: NormalisedEvent
      /** The source's own fields, under its own names. */
      readonly fields: JsonObject
      readonly because: string
    }
  | { readonly kind: 'unreadable'; readonly because: string }

/** Reads a kept record again: what it says today, by the readers of today. */
export function readStoredRecord(stored: StoredRecord, limits: ReaderLimits): StoredReading {
  const reading = readingOf(stored, limits)
  if (typeof reading === 'string') return { kind: 'unreadable', because: reading }
  const { format, record, because } = reading
  const result = normalise(format, record, { receivedAtMs: stored.receivedAtMs })
  return result.kind === 'event'
    ? { kind: 'event', normalised: result.normalised, fields: record.fields, because }
    : { kind: 'unreadable', because: `${because}; it cannot be read again: ${result.detail}` }
}

/** The record as its format reads it, or the reason why it cannot be read by itself. */
function readingOf({ format, text }: StoredRecord, limits: ReaderLimits): RecordReading | string {
  if (!isSourceFormat(format)) return `this version has no reader for ${format}`
  const reading = createRecordReader(format, limits).read(text)
  const single = reading.kind === 'records' && reading.readings.length === 1 ? reading.readings[0] : reading
  if (single?.kind === 'record') return single
  const why = single?.kind === 'rejected' ? single.detail : 'the record alone does not say enough'
  return `it was read as ${format} when it arrived; it cannot be read again by itself: ${why}`
}

function isSourceFormat(format: string): format is SourceFormat {
  return (sourceFormats as readonly string[]).includes(format)
}
