import { bundleHeadBytes, concatenated, type DocumentLayout, documentCutter } from './cut-documents.ts'

/**
 * Cuts a byte stream into records, whichever way its writer laid them out: one per line (NDJSON, any text log), the
 * elements of one JSON array (alone, or inside one document such as CloudTrail's `{"Records":[…]}`), or JSON documents
 * one after another, pretty-printed over many lines. Streaming and bounded: never holds more than one record and one
 * chunk. What belongs to no record is a record too, so that nothing is lost: its reader rejects it.
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
const closeBracket = 0x5d
const closeBrace = 0x7d
const comma = 0x2c

type Layout = { readonly kind: 'undecided' } | { readonly kind: 'lines' } | DocumentLayout

/** Bytes that must be seen before a stream that starts like JSON is taken for documents instead of lines. */
const decisionMaxBytes = 64 * 1024
/** Bytes that show whether a document over several lines bundles its records in an array. */
const bundleDecisionBytes = 8 * 1024

const undecided: Layout = { kind: 'undecided' }

type Cutter = RecordSplitter & {
  readonly rest?: () => { readonly bytes: Uint8Array; readonly line: number } | undefined
}

export function createRecordSplitter(
  limits: { readonly recordMaxBytes: number } = { recordMaxBytes },
): RecordSplitter {
  let held: Uint8Array = new Uint8Array(0)
  let line = 1
  let cutter: Cutter | undefined

  /** Feeds the cutter; when its array has ended, what follows is judged afresh. */
  const feed = (chunk: Uint8Array, final: boolean): readonly SplitRecord[] => {
    const found: SplitRecord[] = []
    let next: Uint8Array | undefined = chunk
    while (next !== undefined) {
      if (cutter === undefined) {
        held = concat(held, next)
        const layout = layoutOf(held, final)
        if (layout.kind === 'undecided') return found
        cutter = cutterFor(layout, limits.recordMaxBytes, line)
        next = held
        held = new Uint8Array(0)
      }
      found.push(...cutter.push(next))
      const rest = cutter.rest?.()
      if (rest !== undefined) {
        line = rest.line
        cutter = undefined
      }
      next = rest === undefined || rest.bytes.length === 0 ? undefined : rest.bytes
    }
    return found
  }
  return {
    push: (chunk) => feed(chunk, false),
    end: () => {
      const last = cutter === undefined ? feed(new Uint8Array(0), true) : []
      return [...last, ...(cutter?.end() ?? [])]
    },
  }
}

function cutterFor(layout: Exclude<Layout, { kind: 'undecided' }>, maxBytes: number, line: number): Cutter {
  return layout.kind === 'lines' ? lineCutter(maxBytes, line) : documentCutter(layout, maxBytes, line)
}

/** Lines, unless the stream starts with a JSON value whose first line does not end it. */
function layoutOf(head: Uint8Array, final: boolean): Layout {
  const start = firstVisible(head)
  if (start === -1) return final ? { kind: 'lines' } : undecided
  const first = head[start]
  if (first !== open.brace && first !== open.bracket) return { kind: 'lines' }
  const lineEnd = head.indexOf(newline, start)
  if (lineEnd === -1 && !final && head.length < decisionMaxBytes) return undecided
  const firstLine = head.subarray(start, lineEnd === -1 ? head.length : lineEnd)
  if (first === open.bracket) return { kind: looksLikeSyslogOrTime(firstLine) ? 'lines' : 'array' }
  const overLines = lineEnd === -1 ? !final : !endsItsValue(firstLine) && opensOverLines(firstLine)
  if (!overLines) return { kind: 'lines' }
  const headBytes = bundleHeadBytes(head)
  if (headBytes !== undefined) return { kind: 'bundle', headBytes }
  return final || head.length >= bundleDecisionBytes ? { kind: 'documents' } : undecided
}

/** `[2026-03-04 …` and `[INFO]` are text logs; a JSON array goes on with a value, or ends. */
function looksLikeSyslogOrTime(line: Uint8Array): boolean {
  const next = firstVisible(line.subarray(1))
  if (next === -1) return false
  const byte = line[1 + next] ?? 0
  return byte !== open.brace && byte !== open.bracket && byte !== quote && byte !== closeBracket
}

function endsItsValue(line: Uint8Array): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < line.length; at++) {
    const byte = line[at] as number
    if (inString) {
      if (byte === backslash) at++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === open.brace || byte === open.bracket) depth++
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return true
  }
  return false
}

/** A first line such as `{` or `{ "a": 1,` goes on below; a broken NDJSON line such as `{"a":` cut short does not look so. */
function opensOverLines(line: Uint8Array): boolean {
  let last = line.length - 1
  while (last >= 0 && (line[last] as number) <= 0x20) last--
  const byte = line[last]
  return byte === open.brace || byte === open.bracket || byte === comma || line.length >= decisionMaxBytes
}

function lineCutter(maxBytes: number, startLine: number): RecordSplitter {
  let held: Uint8Array = new Uint8Array(0)
  let dropping = false
  let line = startLine
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
  return concatenated([a, b])
}
