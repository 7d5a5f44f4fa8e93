/**
 * Cuts a byte stream into records, whichever way its writer laid them out: one per line (NDJSON, any text log), the
 * elements of one JSON array, or JSON documents one after another, pretty-printed over many lines.
 * Streaming and bounded: never holds more than one record and one chunk.
 */
export type SplitRecord = {
  readonly bytes: Uint8Array
  /** Line on which the record begins, counted from 1. */
  readonly line: number
  /** The record is longer than `recordMaxBytes`; `bytes` holds its beginning only. */
  readonly truncated: boolean
}

export type RecordSplitter = {
  readonly push: (chunk: Uint8Array) => readonly SplitRecord[]
  /** The last record, when the stream did not end with its terminator. */
  readonly end: () => readonly SplitRecord[]
}

export const recordMaxBytes = 1024 * 1024

const newline = 0x0a
const quote = 0x22
const backslash = 0x5c
const open = { brace: 0x7b, bracket: 0x5b } as const
const close = { brace: 0x7d, bracket: 0x5d } as const
const comma = 0x2c

type Layout = 'undecided' | 'lines' | 'documents' | 'array'

/** Bytes that must be seen before a stream that starts like JSON is taken for documents instead of lines. */
const decisionMaxBytes = 64 * 1024

export function createRecordSplitter(
  limits: { readonly recordMaxBytes: number } = { recordMaxBytes },
): RecordSplitter {
  let layout: Layout = 'undecided'
  let held: Uint8Array = new Uint8Array(0)
  let cutter: RecordSplitter | undefined

  const decide = (final: boolean): readonly SplitRecord[] => {
    layout = layoutOf(held, final)
    if (layout === 'undecided') return []
    cutter =
      layout === 'lines' ? lineCutter(limits.recordMaxBytes) : documentCutter(limits.recordMaxBytes, layout)
    const start = held
    held = new Uint8Array(0)
    return cutter.push(start)
  }
  return {
    push(chunk) {
      if (cutter !== undefined) return cutter.push(chunk)
      held = concat(held, chunk)
      return decide(false)
    },
    end() {
      const first = cutter === undefined ? decide(true) : []
      return [...first, ...(cutter?.end() ?? [])]
    },
  }
}

/** Lines, unless the stream starts with a JSON value whose first line does not end it. */
function layoutOf(head: Uint8Array, final: boolean): Layout {
  const start = firstVisible(head)
  if (start === -1) return final ? 'lines' : 'undecided'
  const first = head[start]
  if (first !== open.brace && first !== open.bracket) return 'lines'
  const lineEnd = head.indexOf(newline, start)
  if (lineEnd === -1 && !final && head.length < decisionMaxBytes) return 'undecided'
  const firstLine = head.subarray(start, lineEnd === -1 ? head.length : lineEnd)
  if (first === open.bracket) return looksLikeSyslogOrTime(firstLine) ? 'lines' : 'array'
  if (lineEnd === -1 && !final) return 'documents'
  return endsItsValue(firstLine) || !opensOverLines(firstLine) ? 'lines' : 'documents'
}

/** `[2026-03-04 …` and `[INFO]` are text logs; a JSON array goes on with a value, or ends. */
function looksLikeSyslogOrTime(line: Uint8Array): boolean {
  const next = firstVisible(line.subarray(1))
  if (next === -1) return false
  const byte = line[1 + next] ?? 0
  return byte !== open.brace && byte !== open.bracket && byte !== quote && byte !== close.bracket
}

function endsItsValue(line: Uint8Array): boolean {
  const scan = createScan()
  for (let at = 0; at < line.length; at++) if (scan.step(line[at] as number) === 'closed') return true
  return false
}

/** A first line such as `{` or `{ "a": 1,` goes on below; a broken NDJSON line such as `{"a":` cut short does not look so. */
function opensOverLines(line: Uint8Array): boolean {
  let last = line.length - 1
  while (last >= 0 && (line[last] as number) <= 0x20) last--
  const byte = line[last]
  return byte === open.brace || byte === open.bracket || byte === comma || line.length >= decisionMaxBytes
}

type Scan = {
  readonly step: (byte: number) => 'inside' | 'opened' | 'closed' | 'outside'
  readonly depth: () => number
}

/** Follows JSON nesting over bytes; strings and escapes are honoured, grammar is not checked. */
function createScan(): Scan {
  let depth = 0
  let inString = false
  let escaped = false
  return {
    depth: () => depth,
    step(byte) {
      if (inString) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inString = false
        return 'inside'
      }
      if (byte === quote) {
        inString = true
        return depth === 0 ? 'outside' : 'inside'
      }
      if (byte === open.brace || byte === open.bracket) return ++depth === 1 ? 'opened' : 'inside'
      if (byte === close.brace || byte === close.bracket) {
        if (depth === 0) return 'outside'
        return --depth === 0 ? 'closed' : 'inside'
      }
      return depth === 0 ? 'outside' : 'inside'
    },
  }
}

function lineCutter(maxBytes: number): RecordSplitter {
  let held: Uint8Array = new Uint8Array(0)
  let dropping = false
  let line = 1
  const cut = (bytes: Uint8Array): SplitRecord | undefined => {
    const record = { bytes: bytes.subarray(0, maxBytes), line, truncated: bytes.length > maxBytes }
    line++
    return firstVisible(bytes) === -1 ? undefined : record
  }
  return {
    push(chunk) {
      const found: SplitRecord[] = []
      let from = 0
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        const piece = chunk.subarray(from, at)
        from = at + 1
        if (dropping) {
          dropping = false
          line++
          continue
        }
        const record = cut(withoutCarriageReturn(held.length === 0 ? piece : concat(held, piece)))
        held = new Uint8Array(0)
        if (record !== undefined) found.push(record)
      }
      if (!dropping) held = concat(held, chunk.subarray(from))
      if (held.length > maxBytes) {
        found.push({ bytes: held.subarray(0, maxBytes), line, truncated: true })
        held = new Uint8Array(0)
        dropping = true
      }
      return found
    },
    end() {
      const record = held.length > 0 ? cut(withoutCarriageReturn(held)) : undefined
      held = new Uint8Array(0)
      return record === undefined ? [] : [record]
    },
  }
}

function documentCutter(maxBytes: number, layout: 'documents' | 'array'): RecordSplitter {
  let scan = createScan()
  let pieces: Uint8Array[] = []
  let size = 0
  let line = 1
  let startLine = 1
  let insideArray = layout === 'documents'
  let capturing = false

  const keep = (piece: Uint8Array): void => {
    if (size < maxBytes) pieces.push(piece)
    size += piece.length
  }
  const finish = (): SplitRecord => {
    const record = {
      bytes: concatAll(pieces).subarray(0, maxBytes),
      line: startLine,
      truncated: size > maxBytes,
    }
    pieces = []
    size = 0
    capturing = false
    scan = createScan()
    return record
  }
  return {
    push(chunk) {
      const found: SplitRecord[] = []
      let from = 0
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at] as number
        if (byte === newline) line++
        if (!insideArray) {
          insideArray = byte === open.bracket
          continue
        }
        const state = scan.step(byte)
        if (state === 'opened') {
          startLine = line
          from = at
          capturing = true
        } else if (state === 'closed') {
          keep(chunk.slice(from, at + 1))
          found.push(finish())
        }
      }
      if (capturing) keep(chunk.slice(from))
      return found
    },
    end() {
      return capturing ? [finish()] : []
    },
  }
}

function firstVisible(bytes: Uint8Array): number {
  // A UTF-8 byte order mark is not content.
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  for (let at = start; at < bytes.length; at++) if ((bytes[at] as number) > 0x20) return at
  return -1
}

function withoutCarriageReturn(bytes: Uint8Array): Uint8Array {
  return bytes[bytes.length - 1] === 0x0d ? bytes.subarray(0, -1) : bytes
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  return concatAll([a, b])
}

function concatAll(parts: readonly Uint8Array[]): Uint8Array {
  const only = parts[0]
  if (parts.length === 1 && only !== undefined) return only
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
