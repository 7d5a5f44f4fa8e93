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
  if (!isoDate.test(text)) return digits.test(text) ? epochMs(Number(text)) : undefined
  const direct = text.length <= 24 && text.endsWith('Z') && text[10] === 'T' ? Date.parse(text) : Number.NaN
  return valid(Number.isNaN(direct) ? Date.parse(asRfc3339(text)) : direct)
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

/** OCSF `datetime_t`: RFC 3339 in UTC. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString()
}
