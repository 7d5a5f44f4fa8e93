import type { IdentityKey } from '@countersign/ocsf/event'
import type { Accountable, InventoryItem, ItemEvidence } from './inventory-item.ts'
import { latest } from './item-times.ts'
import {
  type IdentitySplit,
  type JoinedIdentity,
  type JoinReason,
  joinIdentities,
} from './join-identities.ts'

/** What all sources together tell of one identity. `sources`: each that names it. */
export type KnownIdentity = Omit<InventoryItem, 'evidence'> & {
  /** Every key it is known under, in the order of their text; `key` is the first. */
  readonly keys: readonly IdentityKey[]
  /** Why several keys are taken for one identity. */
  readonly joinedBy: readonly JoinReason[]
  readonly sources: readonly ItemEvidence[]
}

const confidences: readonly Accountable['confidence'][] = ['stated', 'derived', 'weak']

/**
 * Items that carry the same key, or a name that sources share (`joinIdentities`), become one. The order of items changes
 * nothing: what sources state differently goes to the one whose name comes first, configuration before telemetry.
 */
export function knownIdentities(
  items: readonly InventoryItem[],
  splits: readonly IdentitySplit[] = [],
): readonly KnownIdentity[] {
  const byKey = Map.groupBy(items, ({ key }) => key)
  return joinIdentities(items, splits).map((joined) =>
    merged(joined, joined.keys.flatMap((key) => byKey.get(key) ?? []).toSorted(bySource)),
  )
}

const rank = ({ evidence, key }: InventoryItem): string =>
  `${evidence.source === 'telemetry' ? 1 : 0} ${evidence.source} ${evidence.locator ?? ''} ${key}`

function bySource(left: InventoryItem, right: InventoryItem): number {
  return rank(left) < rank(right) ? -1 : rank(left) > rank(right) ? 1 : 0
}

function merged({ key, keys, reasons }: JoinedIdentity, items: readonly InventoryItem[]): KnownIdentity {
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
    keys,
    joinedBy: reasons,
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
