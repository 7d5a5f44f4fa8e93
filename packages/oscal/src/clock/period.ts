import { Temporal } from 'temporal-polyfill'
import type { PeriodLength } from './regime.ts'
import { type Holidays, isWorkingDay, nextWorkingDay } from './working-days.ts'

/** Where a period is counted: the entity's time zone (IANA) and the days off of its Member State. */
export type Place = { readonly timeZone: string; readonly holidays: Holidays }

/**
 * When a period ends, read as early as its words allow: hours elapse from the very moment (24 h over a change of clocks are
 * 24 hours, not a day), days and months end at the same wall-clock time, and on the last day of a month that has no such date.
 */
export function strictEndMs(startMs: number, length: PeriodLength, place: Place): number {
  if (length.unit === 'hours') return startMs + length.count * 3_600_000
  const start = zoned(startMs, place)
  return start.add({ [length.unit]: length.count }, { overflow: 'constrain' }).epochMilliseconds
}

/**
 * When the same period ends under Regulation (EEC, Euratom) No 1182/71: the hour of the event is not counted (Art. 3(1)), days
 * and months end with the last hour of their last day (3(2)), and on a day off with the following working day, unless
 * the period is in hours (3(4)). Shown beside the strict end; nothing waits for it.
 */
export function outerEndMs(startMs: number, length: PeriodLength, place: Place): number {
  const start = zoned(startMs, place)
  if (length.unit === 'hours') {
    const nextHour = start.round({ smallestUnit: 'hour', roundingMode: 'floor' }).add({ hours: 1 })
    return nextHour.epochMilliseconds + length.count * 3_600_000
  }
  const last = start.toPlainDate().add({ [length.unit]: length.count }, { overflow: 'constrain' })
  const end = isWorkingDay(last, place.holidays) ? last : nextWorkingDay(last, place.holidays)
  return end.add({ days: 1 }).toZonedDateTime(place.timeZone).epochMilliseconds
}

/** Noon of the next working day when the moment falls on a day off there; undefined when it does not. */
export function noonAfterDayOffMs(endMs: number, place: Place): number | undefined {
  const date = zoned(endMs, place).toPlainDate()
  if (isWorkingDay(date, place.holidays)) return undefined
  const noon = { timeZone: place.timeZone, plainTime: Temporal.PlainTime.from('12:00') }
  return nextWorkingDay(date, place.holidays).toZonedDateTime(noon).epochMilliseconds
}

function zoned(epochMs: number, place: Place): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(place.timeZone)
}
