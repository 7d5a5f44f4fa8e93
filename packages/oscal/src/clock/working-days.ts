import type { Temporal } from 'temporal-polyfill'

/** The days off of a Member State: `2026-12-25`. Saturdays and Sundays are days off everywhere in the Union. */
export type Holidays = ReadonlySet<string>

export function isWorkingDay(date: Temporal.PlainDate, holidays: Holidays): boolean {
  return date.dayOfWeek <= 5 && !holidays.has(date.toString())
}

/** The first working day after a date. */
export function nextWorkingDay(date: Temporal.PlainDate, holidays: Holidays): Temporal.PlainDate {
  let day = date.add({ days: 1 })
  // A year of nothing but holidays is a broken list, and would never end.
  for (let skipped = 0; !isWorkingDay(day, holidays); skipped++) {
    if (skipped > daysOffInARowMax)
      throw new RangeError(`more than ${daysOffInARowMax} days off in a row after ${date}`)
    day = day.add({ days: 1 })
  }
  return day
}

const daysOffInARowMax = 366
