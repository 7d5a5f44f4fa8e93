import { covers } from '@countersign/authority/mandate/covers'
import type { StoredMandate } from './stored-mandate.ts'
import type { WatchedUse } from './uses.ts'

/** What left the mandates, by identity and action. `ended`: there is no mandate any more to leave. */
export type OutsideUse = {
  readonly rule: 'outside' | 'ended'
  readonly identityKey: string
  readonly action: string
  readonly eventIds: readonly string[]
}

const eventsPerFindingMax = 10

/**
 * Uses that no mandate of their identity covers. `inForce` and `ended` are all mandates of the tenant that were ever
 * approved; identities that never had one are not judged: nothing was said about them.
 */
export function outsideUses(
  uses: readonly WatchedUse[],
  inForce: readonly StoredMandate[],
  ended: readonly StoredMandate[],
): readonly OutsideUse[] {
  const scopes = Map.groupBy(inForce, ({ identityKey }) => identityKey)
  const had = new Set(ended.map(({ identityKey }) => identityKey))
  const ruleOf = (use: WatchedUse): OutsideUse['rule'] | undefined => {
    const own = scopes.get(use.identityKey)
    if (own === undefined) return had.has(use.identityKey) ? 'ended' : undefined
    return own.some(({ terms }) => covers(terms, use)) ? undefined : 'outside'
  }
  const found = new Map<string, OutsideUse>()
  for (const use of uses) {
    const rule = ruleOf(use)
    if (rule === undefined) continue
    const { identityKey, action } = use
    const key = JSON.stringify([rule, identityKey, action])
    const eventIds = [...(found.get(key)?.eventIds ?? []), ...use.eventIds].slice(0, eventsPerFindingMax)
    found.set(key, { rule, identityKey, action, eventIds })
  }
  return [...found.values()]
}
