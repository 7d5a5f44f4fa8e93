import { elementsOf, membersOf, type Range, skipBlank, skipValue } from './json-scan.ts'

/** A record's bytes within the body, or text made from them (an escaped string that had to be read). */
export type Frame = {
  readonly start: number
  readonly end: number
  /** Time that the envelope states for a record that has none of its own, milliseconds. */
  readonly timeMs?: number
  /** The record's own bytes, when they are not a part of the body as it stands. */
  readonly bytes?: Buffer
  /** Set for a line that is kept as unparsed and read again: its id, and when it arrived (milliseconds). */
  readonly lineId?: string
  readonly arrivedMs?: number
}

const newline = 0x0a
const carriageReturn = 0x0d
const openBrace = 0x7b
const openBracket = 0x5b
const quote = 0x22

/**
 * Cuts a whole body into records, whichever way its writer laid them out: one per line, the elements of one JSON
 * array, or JSON documents one after another over many lines; `{"Records": […]}` gives its elements. What cannot be
 * cut stays one record, so that it is kept.
 */
export function frameRecords(body: Buffer): Iterable<Frame> {
  const start = skipBlank(body, 0, body.length)
  const first = body[start]
  if (first === openBracket && opensArray(body, start)) return arrayFrames(body, start)
  if (first === openBrace && !firstLineIsWhole(body, start)) return documentFrames(body, start)
  return lineFrames(body, 0, body.length)
}

/** One record per line; `\r\n` is one line end. Lines of nothing are left out. */
export function* lineFrames(body: Buffer, from: number, end: number): Generator<Range> {
  let start = from
  while (start < end) {
    const found = body.indexOf(newline, start)
    const lineEnd = found === -1 || found > end ? end : found
    const textEnd = lineEnd > start && body[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd
    if (skipBlank(body, start, textEnd) < textEnd) yield { start, end: textEnd }
    start = lineEnd + 1
  }
}

/** `[2026-03-04 …` and `[INFO]` begin text logs; a JSON array goes on with an object, an array, a string or its end. */
function opensArray(body: Buffer, start: number): boolean {
  const next = body[skipBlank(body, start + 1, body.length)]
  return next === openBrace || next === openBracket || next === quote || next === 0x5d
}

/** NDJSON, also a broken one: its first line ends its value, or does not look as if it went on below. */
function firstLineIsWhole(body: Buffer, start: number): boolean {
  const found = body.indexOf(newline, start)
  if (found === -1) return skipValue(body, start, body.length) === -1 || !holdsRecords(body, start)
  const after = skipValue(body, start, found)
  if (after !== -1) return !holdsRecords(body, start)
  let last = found - 1
  while (last > start && (body[last] as number) <= 0x20) last--
  const byte = body[last]
  return byte !== openBrace && byte !== openBracket && byte !== 0x2c
}

function holdsRecords(body: Buffer, start: number): boolean {
  return /^\{\s*"(?:Records|records)"\s*:\s*\[/.test(
    body.toString('latin1', start, Math.min(body.length, start + 200)),
  )
}

function* arrayFrames(body: Buffer, start: number): Generator<Range> {
  const { elements, after, rest } = elementsOf(body, start, body.length)
  yield* elements
  if (rest !== undefined) yield* remainder(body, rest)
  else yield* remainder(body, after)
}

function* documentFrames(body: Buffer, from: number): Generator<Range> {
  let at = from
  while (at < body.length) {
    const after = body[at] === openBrace || body[at] === openBracket ? skipValue(body, at, body.length) : -1
    if (after === -1) {
      yield* remainder(body, at)
      return
    }
    yield* recordsWithin(body, { start: at, end: after })
    at = skipBlank(body, after, body.length)
    if (body[at] === 0x2c) at = skipBlank(body, at + 1, body.length)
  }
}

function* recordsWithin(body: Buffer, document: Range): Generator<Range> {
  const bundle = membersOf(body, document.start, document.end).find(
    ({ key, value }) => (key === 'Records' || key === 'records') && body[value.start] === openBracket,
  )
  if (bundle === undefined) yield document
  else yield* elementsOf(body, bundle.value.start, bundle.value.end).elements
}

/** Bytes that cannot be told apart: kept as one record. */
function* remainder(body: Buffer, from: number): Generator<Range> {
  const start = skipBlank(body, from, body.length)
  if (start < body.length) yield { start, end: body.length }
}
