import type { IdentityKey } from '@countersign/ocsf/event'
import type { Accountable, InventoryItem, ItemEvidence } from './inventory-item.ts'
import { latest } from './item-times.ts'

/** What all sources together tell of one key. `sources`: each that names it. */
export type KnownIdentity = Omit<InventoryItem, 'evidence'> & { readonly sources: readonly ItemEvidence[] }

const confidences: readonly Accountable['confidence'][] = ['stated', 'derived', 'weak']

/**
 * Items that carry the same key become one; nothing else is joined. The order of items changes nothing: what sources
 * state differently goes to the one whose name comes first, configuration before telemetry.
 */
export function byKey(items: readonly InventoryItem[]): readonly KnownIdentity[] {
  const groups = Map.groupBy(items, ({ key }) => key)
  return [...groups.keys()].sort().map((key) => merged(key, (groups.get(key) ?? []).toSorted(bySource)))
}

const rank = ({ evidence }: InventoryItem): string =>
  `${evidence.source === 'telemetry' ? 1 : 0} ${evidence.source} ${evidence.locator ?? ''}`

function bySource(left: InventoryItem, right: InventoryItem): number {
  return rank(left) < rank(right) ? -1 : rank(left) > rank(right) ? 1 : 0
}

function merged(key: IdentityKey, items: readonly InventoryItem[]): KnownIdentity {
  const first = <T>(read: (item: InventoryItem) => T | undefined): T | undefined =>
    items.map(read).find((found) => found !== undefined)
  const [head] = items
  const told = first((item) => (item.kind === 'unknown' ? undefined : item.kind))
  const optional = {
    createdAt: items.flatMap(({ createdAt }) => createdAt ?? []).sort()[0],
    createdBy: first(({ createdBy }) => createdBy),
    purpose: first(({ purpose }) => purpose),
    lastUsedAt: latest(items.map(({ lastUsedAt }) => lastUsedAt)),
    // Switched off at one source is switched off.
    enabled: items.some(({ enabled }) => enabled === false) ? false : first(({ enabled }) => enabled),
  }
  return {
    key,
    kind: told ?? 'unknown',
    provider: head?.provider ?? 'unknown',
    displayName: head?.displayName ?? key,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    accountable: distinct(items.flatMap(({ accountable }) => accountable)).toSorted(
      (left, right) => confidences.indexOf(left.confidence) - confidences.indexOf(right.confidence),
    ),
    credentials: distinct(items.flatMap(({ credentials }) => credentials)),
    grants: distinct(items.flatMap(({ grants }) => grants)),
    alsoKnownAs: distinct(items.flatMap(({ alsoKnownAs }) => alsoKnownAs)),
    sources: distinct(items.map(({ evidence }) => evidence)),
  }
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}
