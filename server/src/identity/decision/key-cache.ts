import type { Caller } from '../../platform/auth/person.ts'
import type { Clock } from '../../platform/clock.ts'

export type ResolveKey = (key: string) => Promise<Caller>

const keysMax = 10_000

/**
 * Remembers for a few seconds whose key it is: an agent asks thousands of times a second, and each look-up is two
 * transactions. A key that is revoked is refused that many seconds later at the latest. Refusals are never remembered.
 */
export function keptKeys(resolve: ResolveKey, clock: Clock, keptSeconds: number): ResolveKey {
  const kept = new Map<string, { readonly caller: Promise<Caller>; readonly untilMs: number }>()
  return (key) => {
    const found = kept.get(key)
    if (found !== undefined && clock.now() < found.untilMs) return found.caller
    const caller = resolve(key)
    if (kept.size >= keysMax) kept.clear()
    kept.set(key, { caller, untilMs: clock.now() + keptSeconds * 1000 })
    caller.catch(() => kept.delete(key))
    return caller
  }
}
