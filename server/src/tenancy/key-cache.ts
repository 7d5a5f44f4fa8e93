import type { Clock } from '../platform/clock.ts'

/** A bounded memory of look-ups, each for a limited time; the oldest goes first. */
export type KeyCache<T> = {
  readonly get: (key: string) => T | undefined
  readonly set: (key: string, value: T) => void
  readonly clear: () => void
}

export function keyCache<T>(clock: Clock, maxEntries: number, ttlSeconds: number): KeyCache<T> {
  const entries = new Map<string, { readonly value: T; readonly until: number }>()
  return {
    get: (key) => {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (clock.now() < entry.until) return entry.value
      entries.delete(key)
      return undefined
    },
    set: (key, value) => {
      entries.delete(key)
      entries.set(key, { value, until: clock.now() + ttlSeconds * 1000 })
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value as string)
    },
    clear: () => entries.clear(),
  }
}
