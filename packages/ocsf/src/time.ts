import type { Found } from './fields.ts'

/** Beyond this a JavaScript Date cannot go (ECMA-262, 21.4.1.1). */
const dateMaxMs = 8.64e15

const isoDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)/
const zone = /(?:[zZ]|[+-]\d{2}:?\d{2})$/
const subMillisecond = /(\.\d{3})\d+/
const digits = /^\d{9,19}(?:\.\d+)?$/
const timeMaxChars = 48

/**
 * Milliseconds since the epoch from what sources write: RFC 3339 (a blank for the `T` and a missing zone, read as UTC,
 * are common), or a number since the epoch in seconds, milliseconds, microseconds or nanoseconds, told apart by size.
 */
export function timeMsOf(value: Found): number | undefined {
  if (typeof value === 'string') return timeMsOfText(value)
  return typeof value === 'number' ? epochMs(value) : undefined
}

function timeMsOfText(text: string): number | undefined {
  if (text.length > timeMaxChars) return undefined
  const usual = usualMs(text)
  if (usual !== undefined) return usual
  if (!isoDate.test(text)) return digits.test(text) ? epochMs(Number(text)) : undefined
  const direct = text.length <= 24 && text.endsWith('Z') && text[10] === 'T' ? Date.parse(text) : Number.NaN
  return valid(Number.isNaN(direct) ? Date.parse(asRfc3339(text)) : direct)
}

/**
 * `2026-03-04T09:15:27.123456Z` and `2026-03-04 09:15:27.123` in UTC, which is what nearly every source writes: read by
 * position, since `Date.parse` and the checks around it would cost more than the rest of a small event.
 */
function usualMs(text: string): number | undefined {
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d || text.charCodeAt(13) !== 0x3a)
    return undefined
  const letter = text.charCodeAt(10)
  if ((letter !== 0x54 && letter !== 0x20) || text.charCodeAt(16) !== 0x3a) return undefined
  const [year, month, day] = [two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8)]
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)]
  const inRange =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60
  const millisecond = inRange ? fractionMs(text) : Number.NaN
  if (Number.isNaN(millisecond)) return undefined
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
  // Beyond the month's last day, and before the year 100, `Date.parse` decides.
  return year < 100 || (day > 28 && new Date(ms).getUTCDate() !== day) ? undefined : ms
}

/** Two digits; NaN for anything else, which no comparison in `usualMs` lets pass. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30
  const ones = text.charCodeAt(at + 1) - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/** What follows the seconds: nothing, `Z`, or a fraction with or without `Z`; NaN for anything else. */
function fractionMs(text: string): number {
  const end = text.endsWith('Z') ? text.length - 1 : text.length
  if (end === 19) return 0
  if (text.charCodeAt(19) !== 0x2e || end === 20) return Number.NaN
  let ms = 0
  for (let at = 20; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    if (at < 23) ms = ms * 10 + digit
  }
  return end === 21 ? ms * 100 : end === 22 ? ms * 10 : ms
}

function asRfc3339(text: string): string {
  const whole = text
    .replace(' ', 'T')
    .replace(/ (?=[+-]\d|UTC|Z)/, '')
    .replace('UTC', 'Z')
    .replace(subMillisecond, '$1')
  return zone.test(whole) || whole.length === 10 ? whole : `${whole}Z`
}

/** Seconds reach 1e11 in the year 5138, milliseconds 1e14 likewise; the next unit begins where the last is absurd. */
function epochMs(value: number): number | undefined {
  if (!Number.isFinite(value) || value <= 0) return undefined
  if (value < 1e11) return valid(value * 1000)
  if (value < 1e14) return valid(value)
  return valid(value < 1e17 ? value / 1e3 : value / 1e6)
}

function valid(ms: number): number | undefined {
  return Number.isNaN(ms) || Math.abs(ms) > dateMaxMs ? undefined : Math.trunc(ms)
}

let lastSecond = Number.NaN
let lastText = ''

/** OCSF `datetime_t`: RFC 3339 in UTC. Events of a stream share their seconds. */
export function rfc3339(ms: number): string {
  const second = Math.floor(ms / 1000)
  if (second !== lastSecond) {
    lastSecond = second
    lastText = new Date(second * 1000).toISOString().slice(0, -4)
  }
  const rest = ms - second * 1000
  return `${lastText}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`
}
