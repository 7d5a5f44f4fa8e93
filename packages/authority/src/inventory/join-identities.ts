import type { IdentityKey } from '@countersign/ocsf/event'
import type { IdentityAlias, InventoryItem } from './inventory-item.ts'

/** What joining needs of an item. */
export type JoinableItem = Pick<InventoryItem, 'key' | 'alsoKnownAs'>

/** Two keys that a person said are not the same identity: they, and what hangs on them, stay apart. */
export type IdentitySplit = { readonly left: IdentityKey; readonly right: IdentityKey }

/** Why two keys are taken for the same identity: both sources give it this name. */
export type JoinReason = {
  readonly left: IdentityKey
  readonly right: IdentityKey
  readonly alias: IdentityAlias
}

export type JoinedIdentity = {
  /** The first of its keys in the order of their text. */
  readonly key: IdentityKey
  /** In the order of their text. */
  readonly keys: readonly IdentityKey[]
  readonly reasons: readonly JoinReason[]
}

/** A name that more keys than this share is no name of one identity: a placeholder, or a shared mailbox. */
export const aliasSharedMax = 20

/**
 * Items that speak of the same identity, by the names that their sources share. The order of the items never matters:
 * names are looked at in the order of their text, and one that would join two keys that were split joins nothing.
 */
export function joinIdentities(
  items: readonly JoinableItem[],
  splits: readonly IdentitySplit[] = [],
): readonly JoinedIdentity[] {
  const groups = new Groups(items.map(({ key }) => key))
  const reasons = sharedNames(items).filter((reason) => groups.join(reason, splits))
  const byKey = Map.groupBy(reasons, ({ left }) => groups.keyOf(left))
  return groups.all().map((keys) => {
    const key = keys[0] as IdentityKey
    return { key, keys, reasons: byKey.get(key) ?? [] }
  })
}

/** Every pair of neighbours among the keys that share a name: enough to join all of them. */
function sharedNames(items: readonly JoinableItem[]): readonly JoinReason[] {
  const byAlias = new Map<string, { readonly alias: IdentityAlias; readonly keys: Set<IdentityKey> }>()
  for (const { key, alsoKnownAs } of items)
    for (const alias of alsoKnownAs) {
      const text = aliasText(alias)
      const known = byAlias.get(text) ?? { alias, keys: new Set<IdentityKey>() }
      known.keys.add(key)
      byAlias.set(text, known)
    }
  return [...byAlias]
    .filter(([, { keys }]) => keys.size > 1 && keys.size <= aliasSharedMax)
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, { alias, keys }]) => pairs([...keys].sort(compare), alias))
}

function pairs(keys: readonly IdentityKey[], alias: IdentityAlias): readonly JoinReason[] {
  return keys.flatMap((left, at) => keys.slice(at + 1).map((right) => ({ left, right, alias })))
}

/** A name with its space, as one text; no kind has a blank. */
export function aliasText({ kind, value }: IdentityAlias): string {
  return `${kind} ${value}`
}

/** Keys in groups, each named by its first key. */
class Groups {
  readonly #groupOf = new Map<IdentityKey, Set<IdentityKey>>()

  constructor(keys: readonly IdentityKey[]) {
    for (const key of keys) if (!this.#groupOf.has(key)) this.#groupOf.set(key, new Set([key]))
  }

  /** True when the reason joined two groups. */
  join({ left, right }: JoinReason, splits: readonly IdentitySplit[]): boolean {
    const one = this.#groupOf.get(left) as Set<IdentityKey>
    const other = this.#groupOf.get(right) as Set<IdentityKey>
    if (one === other || splits.some((split) => keepsApart(split, one, other))) return false
    for (const key of other) {
      one.add(key)
      this.#groupOf.set(key, one)
    }
    return true
  }

  keyOf(member: IdentityKey): IdentityKey {
    const group = this.#groupOf.get(member) as Set<IdentityKey>
    return [...group].sort(compare)[0] as IdentityKey
  }

  all(): readonly (readonly IdentityKey[])[] {
    const groups = [...new Set(this.#groupOf.values())].map((group) => [...group].sort(compare))
    return groups.sort((a, b) => compare(a[0] as string, b[0] as string))
  }
}

function keepsApart(
  { left, right }: IdentitySplit,
  one: ReadonlySet<IdentityKey>,
  other: ReadonlySet<IdentityKey>,
): boolean {
  return (one.has(left) && other.has(right)) || (one.has(right) && other.has(left))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
