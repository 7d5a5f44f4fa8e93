/** The milliseconds that an instant as typed covers, both ends included: `2026-03-01` is the whole day. */
export type InstantSpan = { readonly firstMs: number; readonly lastMs: number }

const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:\d{2})?)?$/i

/**
 * RFC 3339, also shortened to the day, the minute or the second; UTC when no offset is given. Undefined for anything
 * else, and for days that do not exist.
 */
export function instantSpan(text: string): InstantSpan | undefined {
  const [, year, month, day, hour, minute, second, fraction, offset] = shape.exec(text) ?? []
  if (year === undefined) return undefined
  const clock = `${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}.${(fraction ?? '').padEnd(3, '0')}`
  const firstMs = Date.parse(`${year}-${month}-${day}T${clock}${(offset ?? 'Z').toUpperCase()}`)
  if (Number.isNaN(firstMs) || !dayExists(Number(year), Number(month), Number(day))) return undefined
  return { firstMs, lastMs: firstMs + lengthMs(hour, second, fraction) - 1 }
}

/** `Date.parse` takes 30 February for 2 March. */
function dayExists(year: number, month: number, day: number): boolean {
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function lengthMs(
  hour: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
): number {
  if (hour === undefined) return 86_400_000
  if (second === undefined) return 60_000
  return fraction === undefined ? 1000 : 1
}
