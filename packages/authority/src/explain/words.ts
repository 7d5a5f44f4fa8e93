/** Small grammar shared by titles, statements and claims. */

export function listed(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** `1 rule`, `3 rules`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? noun : plural(noun)}`
}

/** English plural of a noun's last word; words that already are plural or are masses stay. */
export function plural(noun: string): string {
  if (/(?:[^s]s|data|information|access|logging|metadata)$/i.test(noun)) return noun
  if (/[^aeiou]y$/i.test(noun)) return `${noun.slice(0, -1)}ies`
  if (/(?:ss|x|z|ch|sh)$/i.test(noun)) return `${noun}es`
  return `${noun}s`
}

export function sentence(text: string): string {
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}`
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** `31 July 2024`, UTC. */
export function dayOf(ms: number): string {
  const date = new Date(ms)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** `12:36:49`, UTC. */
export function clockOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19)
}

/** `on 31 July 2024 at 12:36 UTC`, or the span when first and last differ by more than a minute. */
export function spanWords(firstMs: number, lastMs: number): string {
  const from = clockOf(firstMs).slice(0, 5)
  const to = clockOf(lastMs).slice(0, 5)
  if (dayOf(firstMs) !== dayOf(lastMs)) {
    return `between ${dayOf(firstMs)}, ${from}, and ${dayOf(lastMs)}, ${to} UTC`
  }
  if (from === to) return `on ${dayOf(firstMs)} at ${from} UTC`
  return `on ${dayOf(firstMs)} between ${from} and ${to} UTC`
}

/** How long, in the largest fitting units: `3 minutes`, `2 hours 5 minutes`. */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 1) return 'one second'
  if (seconds < 120) return counted(seconds, 'second')
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return counted(minutes, 'minute')
  const hours = Math.floor(minutes / 60)
  if (hours < 48)
    return minutes % 60 === 0
      ? counted(hours, 'hour')
      : `${counted(hours, 'hour')} ${counted(minutes % 60, 'minute')}`
  return counted(Math.round(hours / 24), 'day')
}
