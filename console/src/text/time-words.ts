const unitSeconds = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const

/** How long ago, in its largest unit: `4 s`, `12 m`, `3 h`, `9 d`. A moment in the future is `now`. */
export function ageWords(atMs: number, nowMs: number): string {
  if (!Number.isFinite(atMs)) return 'unknown'
  const seconds = Math.floor((nowMs - atMs) / 1_000)
  if (seconds < 1) return 'now'
  for (const [unit, size] of unitSeconds) {
    if (seconds >= size) return `${Math.floor(seconds / size)} ${unit}`
  }
  return `${seconds} s`
}

/** Times are UTC wherever the console shows them, as in the records and the explanations. */
const dateTimeParts = {
  timeZone: 'UTC',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const
const dateTime = new Intl.DateTimeFormat('en-GB', dateTimeParts)
const withYear = new Intl.DateTimeFormat('en-GB', { ...dateTimeParts, year: 'numeric' })
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const viewers = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})

/** `24 Nov, 08:45:26` in UTC; with the year when it is not this one. */
export function dateTimeText(at: string): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return 'unknown time'
  return (date.getUTCFullYear() === new Date().getUTCFullYear() ? dateTime : withYear).format(date)
}

export function clockText(at: string): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? 'unknown time' : clock.format(date)
}

/** The time of day in the viewer's own zone, `09:45:26 CET`. */
export function viewersTime(at: string): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? 'unknown time' : viewers.format(date)
}

/** `2026-11-24 08:45:26.123` */
export function utcText(at: string): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? at : date.toISOString().replace('T', ' ').replace('Z', '')
}

/** `2 h 5 m`, `30 m`, `48 s`: how long something took, in its two largest units. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  const units = [...unitSeconds, ['s', 1] as const]
  const at = units.findIndex(([, size]) => seconds >= size)
  const [unit, size] = units[at] ?? (['s', 1] as const)
  const next = units[at + 1]
  const rest = next === undefined ? 0 : Math.floor((seconds % size) / next[1])
  const whole = `${Math.floor(seconds / size)} ${unit}`
  return rest === 0 ? whole : `${whole} ${rest} ${next?.[0]}`
}

/** `12,345` in full; `1.2M` when it is wide. */
export function countWords(count: number): string {
  if (count < 100_000) return count.toLocaleString('en')
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(count)
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countWords(count)} ${count === 1 ? one : many}`
}
