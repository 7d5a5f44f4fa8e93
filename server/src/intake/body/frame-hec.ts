import type { Frame } from './frame.ts'
import { elementsOf, membersOf, type Range, skipBlank, skipValue } from './json-scan.ts'

/**
 * Splunk HTTP Event Collector, `/services/collector/event`: envelopes `{"time":…,"event":…}` one after another, or in
 * an array. The record is the value of `event`, in its own bytes; a text event is the text. An envelope without an
 * event is kept whole. Source: Splunk, "Format events for HTTP Event Collector".
 */
export function* frameHec(body: Buffer): Generator<Frame> {
  let at = skipBlank(body, 0, body.length)
  if (body[at] === 0x5b) {
    const { elements, rest } = elementsOf(body, at, body.length)
    for (const element of elements) yield eventWithin(body, element)
    if (rest !== undefined && rest < body.length) yield { start: rest, end: body.length }
    return
  }
  while (at < body.length) {
    const after = body[at] === 0x7b ? skipValue(body, at, body.length) : -1
    if (after === -1) {
      yield { start: at, end: body.length }
      return
    }
    yield eventWithin(body, { start: at, end: after })
    at = skipBlank(body, after, body.length)
  }
}

function eventWithin(body: Buffer, envelope: Range): Frame {
  const members = membersOf(body, envelope.start, envelope.end)
  const event = members.find(({ key }) => key === 'event')
  if (event === undefined) return envelope
  const time = members.find(({ key }) => key === 'time')
  const timeMs =
    time === undefined ? undefined : millisecondsOf(body.toString('latin1', time.value.start, time.value.end))
  const stated = timeMs === undefined ? {} : { timeMs }
  if (body[event.value.start] !== 0x22) return { ...event.value, ...stated }
  const text = textOf(body.toString('utf8', event.value.start, event.value.end))
  return text === undefined ? envelope : { ...event.value, ...stated, bytes: Buffer.from(text) }
}

function textOf(json: string): string | undefined {
  try {
    return JSON.parse(json) as string
  } catch {
    return undefined
  }
}

/** `time` is seconds since the epoch with a fraction, as a number or as text. */
function millisecondsOf(json: string): number | undefined {
  const seconds = Number(json.replaceAll('"', ''))
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : undefined
}
