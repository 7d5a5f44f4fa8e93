import { isUtf8 } from 'node:buffer'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import {
  createRecordReader,
  type Reading,
  type RecordReading,
  type RejectedReading,
} from '@countersign/ocsf/reader'
import type { JsonObject } from '@countersign/ocsf/record'
import type { DeclaredFormat } from '@countersign/ocsf/source-format'
import type { BatchJob, WorkerLimits } from './batch.ts'
import type { Unparsed } from './batch-rows.ts'
import { elementId, elementsMax } from './record-id.ts'
import type { RawBytes } from './rows.ts'
import type { EventFinding, RuleEngine } from './rule-engine.ts'

/** A line of a batch, before it is read. */
export type Line = {
  readonly id: string
  readonly raw: RawBytes
  /** Time that an envelope states for a record that has none, milliseconds. */
  readonly envelopeMs: number | undefined
  readonly arrivedMs: number
}

/** What became of a record. One line gives none (a header), one, or several (a bundle). */
export type Outcome =
  | {
      readonly kind: 'event'
      readonly id: string
      readonly raw: RawBytes
      readonly normalised: NormalisedEvent
      readonly found: readonly EventFinding[]
    }
  | { readonly kind: 'unparsed'; readonly id: string; readonly raw: RawBytes; readonly why: Unparsed }

export type LineReader = {
  /** Never throws for content. `knownUtf8` spares a check that was made for the whole body. */
  readonly read: (line: Line, knownUtf8: boolean) => readonly Outcome[]
}

const nothing: readonly Outcome[] = []

/** Reads the lines of one batch in their order: formats with a header keep it from line to line. */
export function createLineReader(
  { tenantId, format }: Pick<BatchJob, 'tenantId' | 'format'>,
  limits: Pick<WorkerLimits, 'intakeLineMaxBytes' | 'intakeDepthMax'>,
  engine: RuleEngine,
): LineReader {
  const reader = createRecordReader(format as DeclaredFormat, {
    lineMaxBytes: limits.intakeLineMaxBytes,
    jsonDepthMax: limits.intakeDepthMax,
  })
  const outcomeOf = (line: Line, reading: RecordReading | RejectedReading): Outcome => {
    const { id, raw } = line
    if (reading.kind === 'rejected') return { kind: 'unparsed', id, raw, why: reading }
    try {
      const { format: seen, record } = reading
      const result = normalise(seen, record, { receivedAtMs: line.envelopeMs ?? line.arrivedMs })
      if (result.kind === 'rejected') return { kind: 'unparsed', id, raw, why: result }
      const { normalised } = result
      const found = engine.findings(tenantId, record.fields, normalised, id)
      return { kind: 'event', id, raw, normalised, found }
    } catch (error) {
      return { kind: 'unparsed', id, raw, why: failed(error) }
    }
  }
  const elementsOf = (line: Line, { readings, raws }: Extract<Reading, { kind: 'records' }>) => {
    if (readings.length >= elementsMax) return [{ kind: 'unparsed', ...line, why: tooMany } as const]
    return readings.map((reading, index) => {
      const raw = rawOf(raws[index] as string)
      return outcomeOf({ ...line, raw, id: elementId(line.id, index + 1) }, reading)
    })
  }
  return {
    read: (line, knownUtf8) => {
      const { id, raw } = line
      const size = raw.end - raw.start
      if (size > limits.intakeLineMaxBytes)
        return [{ kind: 'unparsed', id, raw: beginning(raw, limits), why: tooLong(size, limits) }]
      if (!knownUtf8 && !isUtf8(raw.bytes.subarray(raw.start, raw.end)))
        return [{ kind: 'unparsed', id, raw, why: notUtf8 }]
      const text = raw.bytes.toString('utf8', raw.start, raw.end)
      const reading = withEnvelopeTime(reader.read(text), line.envelopeMs, text)
      if (reading.kind === 'skip') return nothing
      return reading.kind === 'records' ? elementsOf(line, reading) : [outcomeOf(line, reading)]
    },
  }
}

/** A record without a time of its own inside an envelope that has one (Splunk HEC) is read with that. */
function withEnvelopeTime(reading: Reading, envelopeMs: number | undefined, text: string): Reading {
  if (reading.kind !== 'rejected' || reading.reason !== 'no-time' || envelopeMs === undefined) return reading
  const record = { fields: JSON.parse(text) as JsonObject, raw: text }
  return { kind: 'record', format: 'generic-json', because: 'its envelope states the time', record }
}

function rawOf(text: string): RawBytes {
  const bytes = Buffer.from(text)
  return { bytes, start: 0, end: bytes.length }
}

/** What is kept of a line that is too long. */
export function beginning(
  { bytes, start, end }: RawBytes,
  limits: Pick<WorkerLimits, 'intakeLineMaxBytes'>,
): RawBytes {
  return { bytes, start, end: Math.min(end, start + limits.intakeLineMaxBytes) }
}

function tooLong(bytes: number, { intakeLineMaxBytes }: Pick<WorkerLimits, 'intakeLineMaxBytes'>): Unparsed {
  return {
    reason: 'too-long',
    detail: `${bytes} bytes are more than intakeLineMaxBytes; the first ${intakeLineMaxBytes} are kept`,
  }
}

const detailMaxChars = 200

/** A fault of ours on one record: it is kept and shown, and costs no other record anything. */
function failed(error: unknown): Unparsed {
  const message = error instanceof Error ? error.message : String(error)
  return { reason: 'reader-failed', detail: message.slice(0, detailMaxChars) }
}

const notUtf8: Unparsed = {
  reason: 'invalid-utf8',
  detail: 'the record is no valid UTF-8; its bytes are kept',
}
const tooMany: Unparsed = { reason: 'too-many', detail: `it bundles ${elementsMax} records or more` }
