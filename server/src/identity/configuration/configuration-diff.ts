import type { ConfigurationDiff } from '@countersign/api/configuration'
import type { PolicySnapshot } from '@countersign/authority/import/import-configuration'
import type { InventoryItem } from '@countersign/authority/inventory/inventory-item'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import type { ConfigurationFile } from './configuration-file.ts'

type Difference = Pick<ConfigurationDiff, 'files' | 'identities' | 'more'>
type Side = {
  readonly files: readonly ConfigurationFile[]
  readonly items: readonly InventoryItem[]
  readonly snapshots: readonly PolicySnapshot[]
}

const listedMax = 1_000

/** Files and identities that differ between two versions, by path and by key. */
export function configurationDiff(from: Side, to: Side): Difference {
  const files = changes(
    byName(from.files, ({ path }) => path),
    byName(to.files, ({ path }) => path),
  )
  const identities = changes(entries(from), entries(to))
  return {
    files: files.slice(0, listedMax).map(({ name, change }) => ({ path: name, change })),
    identities: identities.slice(0, listedMax).map(({ name, change, parts }) => ({
      identityKey: name,
      change,
      parts: [...parts],
    })),
    more: Math.max(0, files.length - listedMax) + Math.max(0, identities.length - listedMax),
  }
}

/** What is said of each identity: its item, and the AWS policies that it holds. */
function entries({ items, snapshots }: Side): ReadonlyMap<string, object> {
  const held = snapshots.flatMap((snapshot) => (snapshot.kind === 'aws' ? snapshot.principals : []))
  const policies = new Map(
    held.map(({ arn, inline, attached, boundary, groups, trust }) => [
      awsKeyOfArn(arn) ?? arn,
      { inline, attached, boundary, groups, trust },
    ]),
  )
  return new Map(items.map((item) => [item.key, { ...item, ...policies.get(item.key) }]))
}

type Change = {
  readonly name: string
  readonly change: 'added' | 'removed' | 'changed'
  readonly parts: readonly string[]
}

function byName<T extends object>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, T> {
  return new Map(all.map((one) => [nameOf(one), one]))
}

function changes<T extends object>(
  from: ReadonlyMap<string, T>,
  to: ReadonlyMap<string, T>,
): readonly Change[] {
  const names = [...new Set([...from.keys(), ...to.keys()])].sort()
  return names.flatMap((name): readonly Change[] => {
    const before = from.get(name)
    const after = to.get(name)
    if (before === undefined) return [{ name, change: 'added', parts: [] }]
    if (after === undefined) return [{ name, change: 'removed', parts: [] }]
    const parts = differingParts(before, after)
    return parts.length === 0 ? [] : [{ name, change: 'changed', parts }]
  })
}

/** Where something was read moves with every edit of a document, and is no change of what it says. */
const passedOver: ReadonlySet<string> = new Set(['evidence'])

function differingParts(before: object, after: object): readonly string[] {
  const left = before as Readonly<Record<string, unknown>>
  const right = after as Readonly<Record<string, unknown>>
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((part) => !passedOver.has(part) && JSON.stringify(left[part]) !== JSON.stringify(right[part]))
    .sort()
}
