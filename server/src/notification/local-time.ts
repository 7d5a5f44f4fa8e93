/** Wall clocks of IANA time zones, from `Intl` alone. Milliseconds since 1970 on both sides. */

export const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const formats = new Map<string, Intl.DateTimeFormat>()

/** Errors: RangeError when there is no such zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timeZone, format)
  return format
}

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** What the wall clock shows, as if it were UTC. */
function wallClock(atMs: number, timeZone: string): number {
  const parts = new Map<string, number>(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: string) => parts.get(type) ?? 0
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

/** Minutes since midnight on the wall clock. */
export function minuteOfDay(atMs: number, timeZone: string): number {
  return Math.floor((wallClock(atMs, timeZone) % dayMs) / minuteMs)
}

/**
 * The first instant at which the wall clock shows this time, or has jumped over it: where clocks go back it is the first of
 * the two, where they go forward the moment of the jump.
 */
function firstInstantOf(wall: number, timeZone: string): number {
  // Offsets lie within a day of UTC, and the wall clock passes any time within them at least once.
  let before = wall - dayMs
  let reached = wall + dayMs
  const found = [-1, 0, 1]
    .map((days) => wall + days * dayMs)
    .map((near) => wall - (wallClock(near, timeZone) - near))
    .filter((guess) => wallClock(guess, timeZone) === wall)
  if (found.length > 0) return Math.min(...found)
  while (reached - before > 1000) {
    const middle = Math.floor((before + reached) / 2)
    if (wallClock(middle, timeZone) >= wall) reached = middle
    else before = middle
  }
  return Math.ceil(before / 1000) * 1000
}

/** The next instant after `afterMs` at which a day's wall clock reaches this minute: exactly one in each local day. */
export function nextDaily(afterMs: number, minute: number, timeZone: string): number {
  const midnight = Math.floor(wallClock(afterMs, timeZone) / dayMs) * dayMs
  for (let day = -1; ; day += 1) {
    const instant = firstInstantOf(midnight + day * dayMs + minute * minuteMs, timeZone)
    if (instant > afterMs) return instant
  }
}

/** The next instant after `afterMs` at which the wall clock shows this minute of an hour; repeated hours have it twice. */
export function nextHourly(afterMs: number, minute: number, timeZone: string): number {
  // Offsets change by whole minutes, at whole minutes: one is met by walking at most an hour and a half.
  let at = Math.floor(afterMs / minuteMs) * minuteMs + minuteMs
  while (minuteOfDay(at, timeZone) % 60 !== minute) at += minuteMs
  return at
}

/** `07:30` as minutes since midnight. */
export function minutesOf(localTime: string): number {
  const [hours, minutes] = localTime.split(':')
  return Number(hours) * 60 + Number(minutes)
}
