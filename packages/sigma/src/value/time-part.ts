/** Source: Sigma 2.1 modifiers, time: a part of a timestamp, in UTC. `week` is the ISO 8601 week. */
export const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
export type TimePart = (typeof timeParts)[number]

/** The part of the timestamp in `text`; undefined when it holds none that can be read. */
export function timePartOf(text: string, part: TimePart): number | undefined {
  const ms = readTimestamp(text)
  if (ms === undefined) return undefined
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return undefined
  if (part === 'minute') return date.getUTCMinutes()
  if (part === 'hour') return date.getUTCHours()
  if (part === 'day') return date.getUTCDate()
  if (part === 'month') return date.getUTCMonth() + 1
  return part === 'year' ? date.getUTCFullYear() : isoWeek(date)
}

/**
 * ISO 8601 (without a zone: UTC, as Sysmon's UtcTime) or a number: seconds, milliseconds, microseconds or nanoseconds
 * since the epoch, told apart by size.
 */
function readTimestamp(text: string): number | undefined {
  if (/^\d{9,20}(\.\d+)?$/.test(text)) return epochMs(Number(text))
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d)?)?$/i.exec(
    text.trim(),
  )
  if (match === null) return undefined
  const time = match[2]?.replace(/(\.\d{3})\d+$/, '$1') ?? '00:00'
  const ms = Date.parse(`${match[1]}T${time}${match[3]?.toUpperCase() ?? 'Z'}`)
  return Number.isNaN(ms) ? undefined : ms
}

function epochMs(value: number): number {
  if (value < 1e11) return value * 1000
  if (value < 1e14) return value
  return value < 1e17 ? value / 1000 : value / 1e6
}

/** The week that holds the year's first Thursday is week 1. */
function isoWeek(date: Date): number {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()))
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7))
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return Math.ceil(((thursday.getTime() - yearStart) / 86_400_000 + 1) / 7)
}
