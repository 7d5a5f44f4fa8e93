import type { InventoryItem } from '@countersign/authority/inventory/inventory-item'
import type { IdentitySplit } from '@countersign/authority/inventory/join-identities'
import { type KnownIdentity, knownIdentities } from '@countersign/authority/inventory/known-identity'
import { type LifeStage, lastUse, lifeStage } from '@countersign/authority/inventory/life-stage'
import type { DecidedField } from './tables.ts'

/** What one source says of a key. `firstUsedAt` (ISO 8601) is what only telemetry knows. */
export type StoredItem = {
  readonly source: string
  readonly item: InventoryItem & { readonly firstUsedAt?: string }
  /** False: the newest version of the source names it no more. */
  readonly present: boolean
}

/** What a person decided of a key. Times in milliseconds since the epoch. */
export type Decided = {
  readonly memberKey: string
  readonly field: DecidedField
  /** Empty takes away. */
  readonly value: string
  readonly atMs: number
  readonly who: string
}

/** Sources joined, and what people decided above them. */
export type IdentityRecord = KnownIdentity & {
  readonly firstUsedAt?: string
  readonly stage: LifeStage
  /** Who set the stage, when a person did. */
  readonly stageSetBy?: string
}

export type RecordInputs = {
  readonly items: readonly StoredItem[]
  readonly splits: readonly IdentitySplit[]
  readonly decided: readonly Decided[]
  readonly nowMs: number
  /** Whether an accountable person said what one of these keys may do. */
  readonly isMandated: (keys: readonly string[]) => boolean
}

/** Every identity that these items speak of. */
export function identityRecords(inputs: RecordInputs): readonly IdentityRecord[] {
  const known = knownIdentities(
    inputs.items.map(({ item }) => item),
    inputs.splits,
  )
  const byKey = Map.groupBy(inputs.items, ({ item }) => item.key)
  const decidedByKey = Map.groupBy(inputs.decided, ({ memberKey }) => memberKey)
  return known.map((identity) =>
    recordOf(identity, {
      ...inputs,
      items: identity.keys.flatMap((key) => byKey.get(key) ?? []),
      decided: identity.keys.flatMap((key) => decidedByKey.get(key) ?? []),
    }),
  )
}

function recordOf(identity: KnownIdentity, inputs: RecordInputs): IdentityRecord {
  const { items, decided, nowMs, isMandated } = inputs
  const decision = (field: DecidedField) => lastDecided(decided, field)
  const whole = withDecided(identity, decision)
  const stage = decision('stage')
  const set = stage === undefined || stage.value === '' ? undefined : stage
  const firstUsedAt = items
    .flatMap(({ item }) => item.firstUsedAt ?? [])
    .toSorted()
    .at(0)
  const isGone = items.length > 0 && items.every(({ present }) => !present)
  const worked = isGone ? 'retired' : lifeStage(whole, nowMs, isMandated(identity.keys))
  return {
    ...whole,
    ...(firstUsedAt === undefined ? {} : { firstUsedAt }),
    ...optional('lastUsedAt', lastUse(whole)),
    stage: set === undefined ? worked : (set.value as LifeStage),
    ...(set === undefined ? {} : { stageSetBy: set.who }),
  }
}

/** Of several keys of one identity the newest decision stands; of one moment, that of the first key. */
function lastDecided(decided: readonly Decided[], field: DecidedField): Decided | undefined {
  return decided
    .filter((one) => one.field === field)
    .toSorted((a, b) => a.atMs - b.atMs || (a.memberKey < b.memberKey ? 1 : -1))
    .at(-1)
}

/** A person's word stands before what sources say; what they say stays visible after it. */
function withDecided(
  identity: KnownIdentity,
  decision: (field: DecidedField) => Decided | undefined,
): KnownIdentity {
  const named = (['owner', 'sponsor'] as const).flatMap((role) => {
    const one = decision(role)
    if (one === undefined || one.value === '') return []
    const evidence = `${one.who} said so on ${new Date(one.atMs).toISOString().slice(0, 10)}`
    return [{ role, key: one.value, confidence: 'stated' as const, evidence }]
  })
  // Taken away by a person: what sources say of that role does not count.
  const taken = (['owner', 'sponsor'] as const).filter((role) => decision(role)?.value === '')
  const purpose = decision('purpose')
  return {
    ...identity,
    accountable: [...named, ...identity.accountable.filter(({ role }) => !taken.includes(role))],
    ...(purpose === undefined ? {} : optional('purpose', purpose.value === '' ? undefined : purpose.value)),
  }
}

function optional<K extends string, T>(key: K, value: T | undefined): { readonly [name in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [name in K]: T })
}
