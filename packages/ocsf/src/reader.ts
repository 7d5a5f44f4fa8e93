import { recordsOf } from './bundle.ts'
import { lastResorts, lineParsers, normaliserOf, normalisers } from './catalogue.ts'
import type { RejectedReason } from './event.ts'
import { isObject } from './fields.ts'
import { deeperThan } from './json-depth.ts'
import type { LineReading, Normaliser } from './normaliser.ts'
import type { Json, SourceRecord } from './record.ts'
import type { DeclaredFormat, SourceFormat } from './source-format.ts'

export type RejectedReading = {
  readonly kind: 'rejected'
  readonly reason: RejectedReason
  /** What was expected, what it looks like, and so what to do about it. */
  readonly detail: string
}

export type RecordReading = {
  readonly kind: 'record'
  readonly format: SourceFormat
  /** Why the record is of this format. */
  readonly because: string
  readonly record: SourceRecord
}

export type Reading =
  | RecordReading
  | RejectedReading
  /** A header, a comment or an empty line: it carries no event. */
  | { readonly kind: 'skip' }
  /** One document that bundles records: each is read by itself. */
  | {
      readonly kind: 'records'
      readonly readings: readonly (RecordReading | RejectedReading)[]
      /** The text of each record by itself, also of those that were rejected. */
      readonly raws: readonly string[]
    }

export type ReaderLimits = {
  readonly lineMaxBytes: number
  readonly jsonDepthMax: number
}

export const readerLimits: ReaderLimits = { lineMaxBytes: 1024 * 1024, jsonDepthMax: 100 }

export type RecordReader = { readonly read: (line: string) => Reading }

type Reader = {
  readonly declared: DeclaredFormat
  readonly limits: ReaderLimits
  readonly parsers: readonly OpenParser[]
  /** Streams rarely mix formats: what recognised the last record is asked first. */
  lastNormaliser: Normaliser | undefined
  lastParser: OpenParser | undefined
}

type OpenParser = { readonly format: SourceFormat; readonly parse: (line: string) => LineReading }

const skip: Reading = { kind: 'skip' }

/** `[2026-03-` begins a line of text, never JSON: trying to parse it would cost more than reading it. */
const datedBracket = /^\[\d{4}-\d{2}-/

/**
 * A reader for one stream (it keeps the header of formats that have one). `declared` is what the source was told to
 * expect, or `auto`: recognised record by record, from content.
 *
 * @example
 * const reader = createRecordReader('auto')
 * for (const line of lines) { const reading = reader.read(line); … }
 */
export function createRecordReader(
  declared: DeclaredFormat,
  limits: ReaderLimits = readerLimits,
): RecordReader {
  const reader: Reader = {
    declared,
    limits,
    parsers: lineParsers
      .filter(({ format }) => declared === 'auto' || format === declared)
      .map(({ format, open }) => ({ format, parse: open() })),
    lastNormaliser: undefined,
    lastParser: undefined,
  }
  return { read: (line) => readLine(reader, line) }
}

function readLine(reader: Reader, line: string): Reading {
  if (tooLong(line, reader.limits.lineMaxBytes))
    return rejected('too-long', `the line is longer than ${reader.limits.lineMaxBytes} bytes (lineMaxBytes)`)
  const start = firstVisible(line)
  if (start === -1) return skip
  const letter = line.charCodeAt(start)
  const json = letter === 0x7b || (letter === 0x5b && !datedBracket.test(line.slice(start, start + 9)))
  if (!json) return readText(reader, line)
  let value: Json
  try {
    value = JSON.parse(start === 0 ? line : line.slice(start)) as Json
  } catch (error) {
    // `[2026-03-04 …` and `[INFO]` begin like an array and are text; a brace never is.
    return letter === 0x5b
      ? readText(reader, line)
      : rejected('not-json', `not valid JSON: ${reasonOf(error)}`)
  }
  if (deeperThan(value, reader.limits.jsonDepthMax))
    return rejected('too-deep', `nested deeper than ${reader.limits.jsonDepthMax} levels (jsonDepthMax)`)
  return readJson(reader, value, line)
}

/** A UTF-16 unit takes one to three bytes of UTF-8, so most lines are settled without encoding them. */
function tooLong(line: string, maxBytes: number): boolean {
  if (line.length * 3 <= maxBytes) return false
  return line.length > maxBytes || new TextEncoder().encode(line).length > maxBytes
}

function firstVisible(line: string): number {
  for (let at = 0; at < line.length; at++) {
    const unit = line.charCodeAt(at)
    // Blanks, control characters and a byte order mark.
    if (unit > 0x20 && unit !== 0xfeff) return at
  }
  return -1
}

function reasonOf(error: unknown): string {
  const detailMaxChars = 200
  return error instanceof Error ? error.message.slice(0, detailMaxChars) : 'unreadable'
}

function rejected(reason: RejectedReason, detail: string): RejectedReading {
  return { kind: 'rejected', reason, detail }
}

function readJson(reader: Reader, value: Json, line: string): Reading {
  if (Array.isArray(value)) return readBundle(reader, value)
  if (!isObject(value)) return rejected('not-an-object', 'a record is a JSON object; this is a bare value')
  const record: SourceRecord = { fields: value, raw: line }
  const before = reader.lastNormaliser?.recognise(record)
  if (reader.lastNormaliser !== undefined && before !== undefined)
    return { kind: 'record', format: reader.lastNormaliser.format, because: before, record }
  const bundled = recordsOf(value)
  return bundled === undefined ? readRecord(reader, record) : readBundle(reader, bundled)
}

function readBundle(reader: Reader, values: readonly Json[]): Reading {
  const raws = values.map((value) => JSON.stringify(value))
  const readings = values.map((value, index) =>
    isObject(value)
      ? readRecord(reader, { fields: value, raw: raws[index] as string })
      : rejected('not-an-object', 'a record is a JSON object; the document bundles a bare value'),
  )
  return { kind: 'records', readings, raws }
}

function readRecord(reader: Reader, record: SourceRecord): RecordReading | RejectedReading {
  return reader.declared === 'auto' ? recognised(reader, record) : asDeclared(reader, reader.declared, record)
}

function recognised(reader: Reader, record: SourceRecord): RecordReading | RejectedReading {
  const known = recogniseRecord(record, reader.lastNormaliser)
  if (known !== undefined) {
    reader.lastNormaliser = known.normaliser
    return { kind: 'record', format: known.normaliser.format, because: known.because, record }
  }
  const because = lastResorts.json.recognise(record)
  return because === undefined
    ? rejected(
        'no-time',
        'no known format, and no field holds a time; declare the format of this source to have it read as such',
      )
    : { kind: 'record', format: lastResorts.json.format, because, record }
}

type Recognition = { readonly normaliser: Normaliser; readonly because: string }

/** The normaliser that claims a record, and why; `first` is asked before the others. */
export function recogniseRecord(record: SourceRecord, first?: Normaliser): Recognition | undefined {
  const before = first?.recognise(record)
  if (first !== undefined && before !== undefined) return { normaliser: first, because: before }
  for (const normaliser of normalisers) {
    const because = normaliser.recognise(record)
    if (because !== undefined) return { normaliser, because }
  }
  return undefined
}

function asDeclared(
  reader: Reader,
  declared: SourceFormat,
  record: SourceRecord,
): RecordReading | RejectedReading {
  const normaliser = normaliserOf(declared)
  const because = normaliser?.recognise(record)
  if (normaliser !== undefined && because !== undefined) {
    reader.lastNormaliser = normaliser
    return { kind: 'record', format: declared, because, record }
  }
  if (declared === lastResorts.json.format)
    return { kind: 'record', format: declared, because: 'declared', record }
  const other = recogniseRecord(record)
  const looks =
    other === undefined
      ? 'it looks like no known format'
      : `it looks like ${other.normaliser.format}: ${other.because}`
  return rejected('wrong-shape', `expected ${declared}; ${looks}`)
}

function readText(reader: Reader, line: string): Reading {
  if (reader.parsers.length === 0)
    return rejected('not-json', `expected ${reader.declared}, a JSON object a line; this is text`)
  const before = reader.lastParser?.parse(line)
  if (reader.lastParser !== undefined && before !== undefined && before.kind !== 'no')
    return fromText(reader.lastParser, before)
  for (const parser of reader.parsers) {
    if (parser === reader.lastParser) continue
    const reading = parser.parse(line)
    if (reading.kind === 'no') continue
    if (parser.format !== lastResorts.text.format) reader.lastParser = parser
    return fromText(parser, reading)
  }
  return rejected(
    'wrong-shape',
    `expected ${reader.declared}; the line is not of this format, or its header has not been seen`,
  )
}

function fromText(parser: OpenParser, reading: Exclude<LineReading, { readonly kind: 'no' }>): Reading {
  if (reading.kind === 'skip') return skip
  if (reading.kind === 'broken') return rejected('wrong-shape', reading.detail)
  return {
    kind: 'record',
    format: parser.format,
    because: `the line has the form of ${parser.format}`,
    record: reading.record,
  }
}
