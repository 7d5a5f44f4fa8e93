const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** The server takes no moment further ahead. */
export const snoozeMaxDays = 30

export type SnoozeChoice = { readonly name: string; readonly untilMs: number }

/** Moments that people snooze to, by the viewer's own clock; those already over today are left out. */
export function snoozeChoices(nowMs: number): readonly SnoozeChoice[] {
  const morning = atHour(nowMs, 8)
  const all = [
    { name: 'For an hour', untilMs: nowMs + hourMs },
    { name: 'For four hours', untilMs: nowMs + 4 * hourMs },
    { name: 'Until this evening, 18:00', untilMs: atHour(nowMs, 18) },
    { name: 'Until tomorrow, 8:00', untilMs: atHour(morning + dayMs, 8) },
    { name: 'Until Monday, 8:00', untilMs: nextMonday(morning) },
    { name: 'For a week', untilMs: nowMs + 7 * dayMs },
  ]
  return all.filter(({ untilMs }) => untilMs > nowMs)
}

function atHour(ms: number, hour: number): number {
  return new Date(ms).setHours(hour, 0, 0, 0)
}

function nextMonday(morningMs: number): number {
  const date = new Date(morningMs)
  const days = (8 - date.getDay()) % 7 || 7
  // Through the calendar, since a day in between may have 23 or 25 hours.
  return date.setDate(date.getDate() + days)
}
