import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { createRecordReader, type Reading, type RecordReading } from '@countersign/ocsf/reader'
import type { DeclaredFormat } from '@countersign/ocsf/source-format'
import { createRecordSplitter, recordMaxBytes, type SplitRecord } from '@countersign/ocsf/split-records'
import { bundledLines } from './bundled-lines.ts'
import { logBytes, UnreadableLog } from './log-bytes.ts'

/** `line` counts from 1; 0 is the file as a whole. */
export type Site = { readonly file: string; readonly line: number }

export type RecordSink = {
  /** `ordinal` tells apart records that share a line. */
  readonly record: (reading: RecordReading, site: Site, ordinal: number) => void
  readonly rejected: (site: Site, reason: string) => void
  /** Awaited between pieces of the file, so that whoever takes the output can hold the reading back. */
  readonly pause?: () => Promise<void>
}

export type ReadOptions = {
  readonly declared: DeclaredFormat
  /** JSON of no known format and without a time: rules can still judge it, an investigation cannot place it. */
  readonly undated: 'reject' | 'keep'
  readonly onBytes: (bytes: number) => void
}

/** Every record of one log, in order, in bounded memory. What cannot be read is handed to `rejected`; nothing throws for data. */
export async function readRecords(
  name: string,
  source: Readable,
  sink: RecordSink,
  options: ReadOptions,
): Promise<void> {
  const splitter = createRecordSplitter()
  const log = new LogReader(name, sink, options)
  try {
    for await (const chunk of logBytes(source, options.onBytes)) {
      for (const record of splitter.push(chunk)) log.read(record)
      await sink.pause?.()
    }
    for (const record of splitter.end()) log.read(record)
  } catch (error) {
    for (const record of splitter.end()) log.read(record)
    sink.rejected({ file: name, line: log.line }, reasonOf(error))
  }
}

/** A file that vanished or may not be read is said like a broken line: the other files are still worth reading. */
function reasonOf(error: unknown): string {
  if (error instanceof UnreadableLog) return error.message
  if (typeof (error as NodeJS.ErrnoException).code === 'string')
    return `it cannot be read: ${(error as Error).message}`
  throw error
}

class LogReader {
  line = 0
  readonly #name: string
  readonly #sink: RecordSink
  readonly #reader
  readonly #undated

  constructor(name: string, sink: RecordSink, options: ReadOptions) {
    this.#name = name
    this.#sink = sink
    this.#reader = createRecordReader(options.declared)
    this.#undated = options.undated === 'keep' ? createRecordReader('generic-json') : undefined
  }

  read({ bytes, line, truncated }: SplitRecord): void {
    this.line = line
    const site = { file: this.#name, line }
    const fault = faultOf(bytes, truncated)
    if (fault === undefined) this.#take(textOf(bytes), site)
    else this.#sink.rejected(site, fault)
  }

  #reading(text: string): Reading {
    const reading = this.#reader.read(text)
    const undated = reading.kind === 'rejected' && reading.reason === 'no-time'
    return undated ? (this.#undated?.read(text) ?? reading) : reading
  }

  #take(text: string, site: Site): void {
    const reading = this.#reading(text)
    if (reading.kind === 'record') this.#sink.record(reading, site, 0)
    else if (reading.kind === 'rejected') this.#sink.rejected(site, `${reading.reason}: ${reading.detail}`)
    else if (reading.kind === 'records') this.#takeBundle(reading.readings, text, site)
  }

  #takeBundle(readings: Extract<Reading, { kind: 'records' }>['readings'], text: string, site: Site): void {
    const lines = bundledLines(text, readings.length, site.line)
    for (const [ordinal, reading] of readings.entries()) {
      const own = { file: site.file, line: lines[ordinal] ?? site.line }
      if (reading.kind === 'record') this.#sink.record(reading, own, ordinal)
      else this.#sink.rejected(own, `${reading.reason}: ${reading.detail}`)
    }
  }
}

function faultOf(bytes: Uint8Array, truncated: boolean): string | undefined {
  if (truncated) return `too-long: longer than ${recordMaxBytes} bytes`
  return isUtf8(bytes) ? undefined : 'invalid-utf8: the line is not UTF-8'
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
